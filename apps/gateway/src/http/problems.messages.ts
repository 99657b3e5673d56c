import type { WhoActs } from '@lienthong/contracts';

interface ProblemEntry {
  readonly status: number;
  readonly whoActs: WhoActs;
  readonly title: string;
  /** Vietnamese, for a clerk; `{name}` is filled in, never with a personal value. */
  readonly detail: string;
}

/** Every problem this API can answer. The codes are part of the API; so are status and `whoActs`. */
export const problems = {
  'request.malformed': entry(400, 'client', 'Malformed HTTP request', 'Yêu cầu HTTP không đúng cú pháp.'),
  'request.urlMalformed': entry(400, 'client', 'Malformed URL', 'Địa chỉ yêu cầu không đúng cú pháp.'),
  'request.urlTooLong': entry(414, 'client', 'URL too long', 'Địa chỉ yêu cầu quá dài.'),
  'request.headersTooLarge': entry(431, 'client', 'Request headers too large', 'Phần đầu của yêu cầu quá lớn.'),
  'request.timeout': entry(
    408,
    'client',
    'Request not received in time',
    'Hệ thống không nhận đủ yêu cầu trong thời gian cho phép; hãy gửi lại.',
  ),
  'request.incomplete': entry(
    400,
    'client',
    'Request body cut short',
    'Nội dung yêu cầu bị ngắt giữa chừng; hãy gửi lại.',
  ),
  'request.tooLarge': entry(413, 'client', 'Request body too large', 'Nội dung yêu cầu vượt quá {maxBytes} byte.'),
  'request.contentType': entry(
    415,
    'client',
    'Unsupported content type',
    'Nội dung yêu cầu phải là application/json, mã hóa UTF-8.',
  ),
  'request.contentEncoding': entry(
    415,
    'client',
    'Unsupported content encoding',
    'Nội dung yêu cầu phải gửi nguyên dạng, không nén (không dùng Content-Encoding).',
  ),
  'request.invalid': entry(
    400,
    'client',
    'Request has invalid fields',
    'Yêu cầu có trường không hợp lệ; xem danh sách lỗi kèm theo.',
  ),
  'json.empty': entry(400, 'client', 'Empty body', 'Yêu cầu không có nội dung.'),
  'json.notUtf8': entry(400, 'client', 'Body is not UTF-8', 'Nội dung yêu cầu không phải UTF-8.'),
  'json.broken': entry(
    400,
    'client',
    'Body is not JSON',
    'Nội dung không phải JSON hợp lệ: lỗi tại dòng {line}, cột {column}.',
  ),
  'route.notFound': entry(404, 'client', 'No such route', 'Không có địa chỉ này trong API.'),
  'route.methodNotAllowed': entry(405, 'client', 'Method not allowed', 'Địa chỉ này chỉ nhận phương thức: {allowed}.'),
  'access.unknownClient': entry(401, 'client', 'Unknown client', 'Thiếu khóa truy cập hoặc khóa không đúng.'),
  'access.clientOnly': entry(
    403,
    'client',
    'For agency systems only',
    'Chức năng này chỉ dành cho hệ thống của đơn vị.',
  ),
  'access.operatorOnly': entry(403, 'operator', 'For operators only', 'Chức năng này chỉ dành cho người vận hành.'),
  'access.roleForbidden': entry(
    403,
    'operator',
    'Role does not allow this',
    'Vai trò của người vận hành không được phép làm việc này.',
  ),
  'access.unitForbidden': entry(
    403,
    'client',
    "Another unit's dossier",
    'Khóa truy cập không có quyền đối với đơn vị của hồ sơ này.',
  ),
  'dossier.notFound': entry(404, 'client', 'No such dossier', 'Không tìm thấy hồ sơ.'),
  'dossier.revisionConflict': entry(
    409,
    'agency',
    'Revision already used for other content',
    'Số phiên bản {revision} đã được dùng cho nội dung khác; hãy tăng số phiên bản.',
  ),
  'dossier.stale': entry(
    409,
    'agency',
    'A newer revision is known',
    'Hệ thống đã có phiên bản mới hơn của hồ sơ (phiên bản {current}).',
  ),
  'dossier.preconditionFailed': entry(
    412,
    'client',
    'Precondition not met',
    'Trạng thái hiện tại của hồ sơ không đúng với điều kiện If-Match hoặc If-None-Match của yêu cầu.',
  ),
  'step.conflict': entry(
    409,
    'agency',
    'Step key already used for other content',
    'Khóa của bước xử lý này đã được dùng cho nội dung khác.',
  ),
  'exchange.notFound': entry(404, 'client', 'No such exchange', 'Không tìm thấy lần liên thông này.'),
  'exchange.unresolved': entry(
    409,
    'operator',
    'Fate unknown: a retry would be blind',
    'Chưa biết lần liên thông này đã có tác dụng hay chưa; hãy xác minh trước khi gửi lại.',
  ),
  'exchange.ended': entry(409, 'operator', 'Exchange has ended', 'Lần liên thông này đã kết thúc ({state}).'),
  'exchange.notApplicable': entry(
    409,
    'operator',
    'Not possible in this state',
    'Không thể làm việc này khi lần liên thông đang ở trạng thái {state}.',
  ),
  'exchange.versionConflict': entry(
    409,
    'operator',
    'Exchange has changed',
    'Lần liên thông đã thay đổi (phiên bản {version}); hãy xem lại trước khi quyết định.',
  ),
  'exchange.samePerson': entry(
    409,
    'operator',
    'A second person must confirm',
    'Kết luận phải do một người vận hành thứ hai xác nhận.',
  ),
  'exchange.findingsDiffer': entry(
    409,
    'operator',
    'The two findings differ',
    'Kết luận của hai người vận hành khác nhau.',
  ),
  'payment.notFound': entry(404, 'client', 'No such payment', 'Không tìm thấy khoản thanh toán này.'),
  'payment.feesUnknown': entry(
    422,
    'agency',
    'The dossier does not have these fees',
    'Hồ sơ không có khoản phí, lệ phí được nêu; xem danh sách lỗi kèm theo.',
  ),
  'payment.nothingToPay': entry(
    422,
    'agency',
    'Nothing to pay',
    'Các khoản phí, lệ phí được nêu có tổng bằng 0 đồng, không cần thanh toán.',
  ),
  'payment.amountDiffers': entry(
    422,
    'client',
    'Amount differs from the fees',
    'Số tiền nêu trong yêu cầu khác với tổng các khoản phí, lệ phí của hồ sơ ({amount} đồng).',
  ),
  'payment.amountTooLarge': entry(
    422,
    'agency',
    'More than one transfer can carry',
    'Tổng {amount} đồng vượt mức một lần chuyển khoản nhanh NAPAS 247 (phải dưới {limit} đồng); hãy thu từng khoản riêng hoặc thu bằng cách khác.',
  ),
  'payment.open': entry(
    409,
    'client',
    'A payment of these fees is open',
    'Khoản phí, lệ phí này đang có một khoản thanh toán chưa kết thúc; hãy dùng khoản đó hoặc hủy trước khi tạo mới.',
  ),
  'payment.paid': entry(409, 'agency', 'Already paid', 'Khoản phí, lệ phí này đã được thanh toán.'),
  'payment.dossierEnded': entry(
    409,
    'agency',
    'The dossier owes nothing any more',
    'Hồ sơ đã bị từ chối, rút hoặc dừng xử lý nên không còn phải nộp phí, lệ phí.',
  ),
  'payment.noAccount': entry(
    422,
    'operator',
    'No account for this unit',
    'Đơn vị của hồ sơ chưa được cấu hình tài khoản nhận tiền theo phương thức này.',
  ),
  'payment.expiresTooEarly': entry(
    422,
    'client',
    'Expires too early',
    'Thời điểm hết hạn đã qua hoặc quá gần; hãy chọn thời điểm muộn hơn.',
  ),
  'payment.expiresTooLate': entry(
    422,
    'client',
    'Expires too late',
    'Thời điểm hết hạn quá xa: khoản thanh toán được mở lâu nhất {days} ngày kể từ bây giờ.',
  ),
  'payment.ended': entry(409, 'agency', 'Payment has ended', 'Khoản thanh toán đã kết thúc ({state}).'),
  'payment.noQr': entry(
    404,
    'client',
    'No QR code now',
    'Khoản thanh toán hiện không có mã QR (trạng thái {state}): chưa sẵn sàng, đã kết thúc hoặc nộp qua cổng thanh toán.',
  ),
  'credit.notFound': entry(404, 'client', 'No such credit', 'Không tìm thấy khoản tiền về này.'),
  'credit.samePerson': entry(
    409,
    'operator',
    'A second person must confirm',
    'Việc gán khoản tiền phải do một người vận hành thứ hai xác nhận.',
  ),
  'credit.proposalsDiffer': entry(
    409,
    'operator',
    'The two persons name different payments',
    'Hai người vận hành chọn hai khoản thanh toán khác nhau; đề xuất đầu tiên vẫn giữ nguyên.',
  ),
  'credit.paymentNotFound': entry(
    422,
    'operator',
    'No such payment to assign to',
    'Không tìm thấy khoản thanh toán để gán.',
  ),
  'credit.otherAccount': entry(
    422,
    'operator',
    'Credit and payment are on different accounts',
    'Tiền đã về tài khoản {creditAccount}, còn khoản thanh toán thuộc tài khoản {paymentAccount}; chỉ gán được tiền của cùng tài khoản. Hãy hoàn trả khoản tiền này hoặc chọn khoản thanh toán khác.',
  ),
  'credit.notAssignable': entry(
    409,
    'operator',
    'Credit cannot be assigned',
    'Không thể gán khoản tiền này (trạng thái {state}).',
  ),
  'refund.notFound': entry(404, 'client', 'No such refund', 'Không tìm thấy việc hoàn tiền này.'),
  'refund.nothingDue': entry(
    409,
    'operator',
    'Nothing to be refunded',
    'Không có khoản tiền nào phải hoàn trả: không thừa và cũng không phải là tiền không có khoản phải nộp.',
  ),
  'refund.samePerson': entry(
    409,
    'operator',
    'A second person must approve',
    'Việc hoàn tiền phải do một người vận hành thứ hai chấp thuận.',
  ),
  'refund.otherPerson': entry(
    409,
    'operator',
    'Only who asked or agreed may withdraw',
    'Chỉ người đã đề nghị hoặc đã chấp thuận hoàn tiền mới được rút lại; người khác không đồng ý thì từ chối.',
  ),
  'refund.notApplicable': entry(
    409,
    'operator',
    'Not possible in this state',
    'Không thể làm việc này khi việc hoàn tiền đang ở trạng thái {state}.',
  ),
  'account.notFound': entry(404, 'client', 'No such account', 'Không có tài khoản thu này trong cấu hình.'),
  'statement.notFound': entry(404, 'client', 'No such statement', 'Không tìm thấy sao kê này.'),
  'statement.contentType': entry(
    415,
    'client',
    'The file itself is wanted',
    'Sao kê phải gửi nguyên tệp trong nội dung yêu cầu (không đóng gói multipart, không phải JSON).',
  ),
  'statement.refused': entry(
    422,
    'operator',
    'Statement refused',
    'Tệp sao kê bị từ chối, chưa có dòng nào được ghi nhận: {reason}{place}',
  ),
  'reconciliation.notFound': entry(404, 'client', 'Not compared yet', 'Ngày này của tài khoản chưa được đối chiếu.'),
  'citizenCheck.notFound': entry(
    404,
    'client',
    'No such check',
    'Không tìm thấy lần kiểm tra này, hoặc kết quả đã hết thời hạn được lưu giữ.',
  ),
  'citizenCheck.otherProcedure': entry(
    422,
    'agency',
    "Not the dossier's procedure",
    'Hồ sơ thuộc thủ tục {procedure}; chỉ được tra cứu công dân cho đúng thủ tục của hồ sơ.',
  ),
  'citizenCheck.fieldsForbidden': entry(
    403,
    'client',
    'No right to these fields for this procedure',
    'Thủ tục này không được phép xem các thông tin được nêu của công dân; xem danh sách lỗi kèm theo.',
  ),
  'citizenCheck.notConnected': entry(
    422,
    'operator',
    'Nobody to ask is connected',
    'Hệ thống chưa được cấu hình kết nối ({partner}) để kiểm tra thông tin này.',
  ),
  'delivery.notFound': entry(404, 'client', 'No such delivery', 'Không tìm thấy bưu gửi này.'),
  'delivery.open': entry(
    409,
    'client',
    'One of this direction is under way',
    'Hồ sơ đang có một bưu gửi cùng chiều chưa kết thúc; hãy theo dõi bưu gửi đó hoặc hủy trước khi tạo mới.',
  ),
  'delivery.applicantIncomplete': entry(
    422,
    'agency',
    'The dossier does not say where to',
    'Yêu cầu không nêu người nhận (hoặc người gửi), và hồ sơ thiếu thông tin của người nộp; hãy nêu trong yêu cầu hoặc bổ sung vào hồ sơ, xem danh sách lỗi kèm theo.',
  ),
  'delivery.noAccount': entry(
    422,
    'operator',
    'No agreement with the post for this unit',
    'Đơn vị của hồ sơ chưa được cấu hình thỏa thuận với bưu chính.',
  ),
  'delivery.ended': entry(
    409,
    'agency',
    'Nothing left to take back',
    'Bưu gửi đã kết thúc ({state}), không còn gì để hủy.',
  ),
  'delivery.cancelRefused': entry(
    409,
    'operator',
    'The post has refused to take it back',
    'Bưu chính đã không chấp nhận hủy bưu gửi này; người vận hành cần liên hệ bưu chính.',
  ),
  'idempotency.mismatch': entry(
    422,
    'client',
    'Idempotency-Key used with another body',
    'Idempotency-Key này đã được dùng cho một yêu cầu khác.',
  ),
  'idempotency.inFlight': entry(
    409,
    'client',
    'First request still in flight',
    'Yêu cầu đầu tiên với Idempotency-Key này đang được xử lý; hãy thử lại sau.',
  ),
  'limit.exceeded': entry(
    429,
    'client',
    'Too many requests',
    'Đã vượt giới hạn số yêu cầu; hãy thử lại sau {seconds} giây.',
  ),
  'gateway.unavailable': entry(
    503,
    'operator',
    'Store or bus is not reachable',
    'Hệ thống tạm thời chưa ghi nhận được; yêu cầu này chưa được tiếp nhận chắc chắn, hãy gửi lại nguyên văn.',
  ),
  'gateway.fault': entry(
    500,
    'operator',
    'Unexpected fault',
    'Hệ thống gặp lỗi ngoài dự kiến; hãy báo cho đơn vị vận hành kèm mã truy vết.',
  ),
} as const satisfies Record<string, ProblemEntry>;
export type ProblemCode = keyof typeof problems;

function entry<S extends number, W extends WhoActs>(status: S, whoActs: W, title: string, detail: string) {
  return { status, whoActs, title, detail };
}
