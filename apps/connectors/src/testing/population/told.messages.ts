import type { FieldVerdict } from '@lienthong/contracts';
import type { Finding, NoMatchFinding } from '../../population/population.messages.js';

/*
 * What the clerk is told, word for word, written a second time: a sentence that moved to another finding, or changed, is seen.
 */

export const told: Readonly<Record<Finding, Pick<FieldVerdict, 'verdict' | 'fixBy' | 'hint'>>> = {
  'number.same': { verdict: 'match' },
  'oldNumber.different': {
    verdict: 'differs',
    fixBy: 'applicant',
    hint: 'Số CMND 9 số đã khai không trùng số lưu trong CSDL quốc gia về dân cư. Đề nghị công dân dùng số định danh cá nhân 12 số hoặc xuất trình giấy xác nhận số CMND.',
  },
  'oldNumber.notHeld': {
    verdict: 'notHeld',
    fixBy: 'police',
    hint: 'CSDL quốc gia về dân cư chưa lưu số CMND 9 số của công dân. Công dân đề nghị Công an cấp xã cập nhật; trước mắt dùng số định danh cá nhân 12 số.',
  },
  'name.same': { verdict: 'match' },
  'name.otherSpelling': {
    verdict: 'match',
    hint: 'Họ tên khớp, chỉ khác cách viết (chữ hoa, khoảng trắng hoặc vị trí dấu thanh). Không cần sửa.',
  },
  'name.marksMissing': {
    verdict: 'differs',
    fixBy: 'agency',
    hint: 'Họ tên giống nhau nếu bỏ dấu, nhưng một bên thiếu dấu. Cán bộ nhập lại họ tên đủ dấu theo thẻ căn cước rồi kiểm tra lại.',
  },
  'name.different': {
    verdict: 'differs',
    fixBy: 'applicant',
    hint: 'Họ tên đã khai khác họ tên trong CSDL quốc gia về dân cư. Đề nghị công dân khai lại đúng theo thẻ căn cước; nếu thẻ ghi như đã khai thì đề nghị Công an cấp xã điều chỉnh.',
  },
  'name.notHeld': {
    verdict: 'notHeld',
    fixBy: 'police',
    hint: 'CSDL quốc gia về dân cư không có họ tên của công dân này. Công dân đề nghị Công an cấp xã cập nhật.',
  },
  'birth.same': { verdict: 'match' },
  'birth.yearOnly': {
    verdict: 'match',
    hint: 'Năm sinh khớp; một bên chỉ có năm sinh nên ngày và tháng không so sánh được.',
  },
  'birth.dayAndMonthSwapped': {
    verdict: 'differs',
    fixBy: 'agency',
    hint: 'Ngày và tháng sinh bị đảo so với CSDL quốc gia về dân cư. Cán bộ kiểm tra lại ngày sinh đã nhập theo thẻ căn cước.',
  },
  'birth.different': {
    verdict: 'differs',
    fixBy: 'applicant',
    hint: 'Ngày sinh đã khai khác ngày sinh trong CSDL quốc gia về dân cư. Đề nghị công dân khai lại đúng theo thẻ căn cước; nếu thẻ ghi như đã khai thì đề nghị Công an cấp xã điều chỉnh.',
  },
  'birth.notTheOne': {
    verdict: 'differs',
    fixBy: 'agency',
    hint: 'Số định danh và họ tên có trong CSDL quốc gia về dân cư nhưng ngày sinh thì không khớp. Cán bộ kiểm tra lại ngày sinh theo thẻ căn cước.',
  },
  'birth.notHeld': {
    verdict: 'notHeld',
    fixBy: 'police',
    hint: 'CSDL quốc gia về dân cư không có ngày sinh của công dân này. Công dân đề nghị Công an cấp xã cập nhật.',
  },
  'gender.same': { verdict: 'match' },
  'gender.different': {
    verdict: 'differs',
    fixBy: 'agency',
    hint: 'Giới tính đã nhập khác CSDL quốc gia về dân cư. Cán bộ kiểm tra lại theo thẻ căn cước rồi nhập lại.',
  },
  'gender.notHeld': {
    verdict: 'notHeld',
    fixBy: 'police',
    hint: 'CSDL quốc gia về dân cư chưa có giới tính của công dân này. Công dân đề nghị Công an cấp xã cập nhật.',
  },
  'code.same': { verdict: 'match' },
  'code.different': {
    verdict: 'differs',
    fixBy: 'applicant',
    hint: 'Thông tin đã khai khác CSDL quốc gia về dân cư. Đề nghị công dân khai lại, hoặc đề nghị Công an cấp xã cập nhật nếu thông tin đã thay đổi.',
  },
  'code.notHeld': {
    verdict: 'notHeld',
    fixBy: 'police',
    hint: 'CSDL quốc gia về dân cư chưa có thông tin này. Công dân đề nghị Công an cấp xã cập nhật; trước mắt dùng giấy tờ chứng minh.',
  },
  'address.same': { verdict: 'match' },
  'address.sameArea': {
    verdict: 'differs',
    fixBy: 'applicant',
    hint: 'Xã và tỉnh khớp, nhưng số nhà, đường hoặc thôn khác CSDL quốc gia về dân cư. Đề nghị công dân khai lại theo nơi đang đăng ký, hoặc đăng ký lại cư trú nếu đã chuyển.',
  },
  'address.former': {
    verdict: 'match',
    hint: 'Địa chỉ khớp; một bên ghi theo đơn vị hành chính trước ngày 01/7/2025, đã quy đổi sang đơn vị mới trước khi so sánh. Không cần sửa.',
  },
  'address.claimDivided': {
    verdict: 'ambiguous',
    fixBy: 'agency',
    hint: 'Xã đã khai là đơn vị hành chính cũ, nay được chia vào nhiều đơn vị mới (xem danh sách), trong đó có nơi ghi trong CSDL quốc gia về dân cư. Cán bộ hỏi công dân nay thuộc đơn vị nào, nhập đơn vị mới rồi kiểm tra lại.',
  },
  'address.heldDivided': {
    verdict: 'ambiguous',
    fixBy: 'agency',
    hint: 'CSDL quốc gia về dân cư còn ghi đơn vị hành chính cũ, nay được chia vào nhiều đơn vị mới, trong đó có xã đã khai. Cán bộ đối chiếu với giấy tờ về cư trú; nếu cần, công dân đề nghị Công an cấp xã cập nhật nơi cư trú.',
  },
  'address.unknownArea': {
    verdict: 'differs',
    fixBy: 'agency',
    hint: 'Một mã đơn vị hành chính không có trong danh mục hiện nay và trước ngày 01/7/2025, hoặc không thuộc tỉnh, huyện ghi cùng, nên không so sánh được địa chỉ. Cán bộ kiểm tra lại mã đã nhập; nếu đã đúng, công dân đề nghị Công an cấp xã kiểm tra dữ liệu cư trú.',
  },
  'address.different': {
    verdict: 'differs',
    fixBy: 'applicant',
    hint: 'Địa chỉ đã khai khác nơi đăng ký trong CSDL quốc gia về dân cư. Đề nghị công dân khai lại, hoặc đăng ký cư trú với Công an cấp xã nếu đã chuyển.',
  },
  'address.notHeld': {
    verdict: 'notHeld',
    fixBy: 'police',
    hint: 'CSDL quốc gia về dân cư chưa có địa chỉ này của công dân. Công dân đề nghị Công an cấp xã cập nhật thông tin cư trú.',
  },
  'relative.same': { verdict: 'match' },
  'relative.otherSpelling': { verdict: 'match', hint: 'Họ tên người thân khớp, chỉ khác cách viết. Không cần sửa.' },
  'relative.marksMissing': {
    verdict: 'differs',
    fixBy: 'agency',
    hint: 'Họ tên người thân giống nhau nếu bỏ dấu, nhưng một bên thiếu dấu. Cán bộ nhập lại đủ dấu theo giấy tờ rồi kiểm tra lại.',
  },
  'relative.different': {
    verdict: 'differs',
    fixBy: 'applicant',
    hint: 'Người thân đã khai khác người thân ghi trong CSDL quốc gia về dân cư. Đề nghị công dân khai lại, hoặc đề nghị Công an cấp xã cập nhật kèm giấy tờ hộ tịch.',
  },
  'relative.otherNumber': {
    verdict: 'differs',
    fixBy: 'applicant',
    hint: 'Họ tên người thân khớp nhưng số định danh khác CSDL quốc gia về dân cư. Đề nghị công dân kiểm tra lại số định danh của người thân.',
  },
  'relative.notHeld': {
    verdict: 'notHeld',
    fixBy: 'police',
    hint: 'CSDL quốc gia về dân cư chưa ghi người thân này. Công dân đề nghị Công an cấp xã cập nhật kèm giấy tờ hộ tịch.',
  },
};

export const toldOfNobody: Readonly<Record<NoMatchFinding, Pick<FieldVerdict, 'fixBy' | 'hint'>>> = {
  'noMatch.oldNumber': {
    fixBy: 'applicant',
    hint: 'Số định danh, họ tên và ngày sinh không cùng có trong CSDL quốc gia về dân cư; hệ thống không cho biết sai ở thông tin nào. Hồ sơ đang dùng số CMND 9 số: đề nghị công dân cung cấp số định danh cá nhân 12 số rồi kiểm tra lại.',
  },
  'noMatch.plainName': {
    fixBy: 'agency',
    hint: 'Số định danh, họ tên và ngày sinh không cùng có trong CSDL quốc gia về dân cư; hệ thống không cho biết sai ở thông tin nào. Họ tên đang nhập không có dấu: cán bộ nhập lại đủ dấu theo thẻ căn cước rồi kiểm tra lại.',
  },
  'noMatch.yearOnly': {
    fixBy: 'agency',
    hint: 'Số định danh, họ tên và ngày sinh không cùng có trong CSDL quốc gia về dân cư; hệ thống không cho biết sai ở thông tin nào. Hồ sơ chỉ có năm sinh: cán bộ nhập đủ ngày tháng năm sinh theo thẻ căn cước, nếu thẻ có ghi, rồi kiểm tra lại.',
  },
  'noMatch.checkCard': {
    fixBy: 'agency',
    hint: 'Số định danh, họ tên và ngày sinh không cùng có trong CSDL quốc gia về dân cư; hệ thống không cho biết sai ở thông tin nào. Cán bộ đối chiếu từng thông tin với thẻ căn cước, kể cả vị trí dấu thanh (HOÀ hay HÒA) và việc thẻ chỉ ghi năm sinh. Nếu đã đúng như thẻ, công dân liên hệ Công an cấp xã để kiểm tra dữ liệu dân cư.',
  },
  'noMatch.numberAndName': {
    fixBy: 'agency',
    hint: 'Số định danh và họ tên không cùng có trong CSDL quốc gia về dân cư; hệ thống không cho biết sai ở thông tin nào. Cán bộ đối chiếu hai thông tin này với thẻ căn cước. Nếu đã đúng như thẻ, công dân liên hệ Công an cấp xã để kiểm tra dữ liệu dân cư.',
  },
};
