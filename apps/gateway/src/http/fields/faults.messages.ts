/** What a clerk reads when one field is wrong; `{name}` is filled from the fault. The codes are part of the API. */
export const faultMessages = {
  'json.duplicateKey': 'Trường này xuất hiện hai lần trong cùng một đối tượng.',
  'json.tooDeep': 'Dữ liệu lồng nhau quá nhiều cấp.',
  'field.unknown': 'Trường này không có trong đặc tả.',
  'field.required': 'Trường này bắt buộc phải có giá trị.',
  'type.string': 'Giá trị phải là chuỗi ký tự.',
  'type.boolean': 'Giá trị phải là true hoặc false.',
  'type.integer': 'Giá trị phải là số nguyên (không đặt trong dấu nháy).',
  'type.object': 'Giá trị phải là một đối tượng JSON.',
  'type.array': 'Giá trị phải là một danh sách.',
  'text.nul': 'Chuỗi chứa ký tự NUL, không được phép.',
  'text.loneSurrogate': 'Chuỗi chứa ký tự Unicode không hoàn chỉnh.',
  'text.control': 'Chuỗi chứa ký tự điều khiển không được phép.',
  'text.blank': 'Trường này không được để trống.',
  'text.tooLong': 'Chuỗi dài quá giới hạn {max} ký tự.',
  'number.notInteger': 'Số phải là số nguyên, viết không có dấu chấm thập phân và không có số mũ.',
  'number.tooLarge': 'Số vượt quá giới hạn 9007199254740991.',
  'number.tooSmall': 'Số không được nhỏ hơn {min}.',
  'value.notAllowed': 'Giá trị không thuộc danh mục cho phép: {allowed}.',
  'list.tooLong': 'Danh sách có quá {max} phần tử.',
  'list.empty': 'Danh sách không được để trống.',
  'list.twice': 'Phần tử này đã có ở trên trong danh sách.',
  'list.repeated': 'Danh sách có hai phần tử trùng "{key}".',
  'code.invalid': 'Mã chỉ gồm 1–60 chữ cái không dấu, chữ số và các dấu chấm, gạch nối, gạch dưới.',
  'area.invalid': 'Mã đơn vị hành chính chỉ gồm 1–10 chữ số.',
  'area.former':
    'Địa chỉ dùng mã đơn vị hành chính trước ngày 01/07/2025; đơn vị hiện nay có trong danh sách kèm theo.',
  'area.ambiguous':
    'Xã, phường này đã được chia về nhiều đơn vị hành chính mới; hãy xác định đơn vị đúng trong danh sách kèm theo.',
  'area.notFound': 'Không có đơn vị hành chính nào mang mã này, kể cả trước ngày 01/07/2025.',
  'area.zerosLost': 'Không có đơn vị hành chính nào mang mã này; có thể mã đã mất chữ số 0 ở đầu.',
  'area.elsewhere': 'Đơn vị hành chính này không thuộc đơn vị cấp trên nêu trong địa chỉ.',
  'personalNumber.invalid': 'Số định danh phải gồm đúng 12 chữ số (hoặc 9 chữ số với CMND cũ).',
  'taxCode.invalid': 'Mã số thuế phải gồm 10 hoặc 13 chữ số, hoặc 12 chữ số với cá nhân.',
  'phone.invalid': 'Số điện thoại không đúng định dạng.',
  'email.invalid': 'Địa chỉ thư điện tử không đúng định dạng.',
  'url.invalid': 'Địa chỉ liên kết phải bắt đầu bằng http:// hoặc https:// và không chứa tài khoản.',
  'time.invalid': 'Thời điểm phải có thật và theo RFC 3339 kèm múi giờ, ví dụ 2026-11-20T08:30:00+07:00.',
  'day.invalid': 'Ngày phải viết dạng 2026-11-22 và là ngày có thật.',
  'time.tooEarly': 'Thời điểm này đã qua hoặc quá gần.',
  'time.tooLate': 'Thời điểm này quá xa.',
  'code.dots': 'Mã không được chỉ gồm một hoặc hai dấu chấm.',
  'code.differs': 'Mã hồ sơ trong nội dung khác với mã trong địa chỉ yêu cầu.',
  'unit.unknown': 'Đơn vị này không có trong cấu hình của cổng.',
  'unit.ended': 'Đơn vị này đã chấm dứt hoạt động; hãy ghi đơn vị kế thừa.',
  'unit.notYet': 'Đơn vị này chưa bắt đầu hoạt động theo cấu hình của cổng.',
  'fee.unknown': 'Hồ sơ không có khoản phí, lệ phí với mã này.',
  'id.invalid': 'Định danh phải là một UUID do hệ thống cấp.',
  'cursor.invalid':
    'Con trỏ phân trang không hợp lệ; hãy dùng đúng giá trị nextCursor đã nhận của chính danh sách và bộ lọc này.',
  'limit.invalid': 'Số dòng mỗi trang phải là số nguyên từ 1 đến 200.',
  'key.invalid': 'Idempotency-Key phải gồm 1–200 ký tự ASCII in được.',
  'etag.invalid': 'If-Match phải là đúng một giá trị ETag đã nhận trước đó, hoặc dấu *.',
  'etag.onlyAny': 'If-None-Match của yêu cầu ghi chỉ nhận dấu * (chỉ ghi khi chưa có hồ sơ).',
} as const;
export type FaultCode = keyof typeof faultMessages;

/** The sentence of a fault. */
export function faultMessage(code: FaultCode, params: Readonly<Record<string, string | number>> = {}): string {
  return faultMessages[code].replace(/\{(\w+)\}/g, (_, name: string) => String(params[name] ?? ''));
}
