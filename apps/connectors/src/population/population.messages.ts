import type { FieldVerdict, FixBy } from '@lienthong/contracts';

interface Meaning {
  readonly verdict: FieldVerdict['verdict'];
  readonly fixBy?: FixBy;
  readonly hint?: string;
}

const differs = (fixBy: FixBy, hint: string): Meaning => ({ verdict: 'differs', fixBy, hint });
const match = (hint?: string): Meaning => ({ verdict: 'match', ...(hint === undefined ? {} : { hint }) });
const ambiguous = (fixBy: FixBy, hint: string): Meaning => ({ verdict: 'ambiguous', fixBy, hint });
const notHeld = (hint: string): Meaning => ({ verdict: 'notHeld', fixBy: 'police', hint });

/** What each finding about a field means, who can mend it, and the sentence for the clerk. No value of a person stands here. */
export const findings = {
  'number.same': match(),
  'oldNumber.different': differs(
    'applicant',
    'Số CMND 9 số đã khai không trùng số lưu trong CSDL quốc gia về dân cư. Đề nghị công dân dùng số định danh cá nhân 12 số hoặc xuất trình giấy xác nhận số CMND.',
  ),
  'oldNumber.notHeld': notHeld(
    'CSDL quốc gia về dân cư chưa lưu số CMND 9 số của công dân. Công dân đề nghị Công an cấp xã cập nhật; trước mắt dùng số định danh cá nhân 12 số.',
  ),
  'name.same': match(),
  'name.otherSpelling': match(
    'Họ tên khớp, chỉ khác cách viết (chữ hoa, khoảng trắng hoặc vị trí dấu thanh). Không cần sửa.',
  ),
  'name.marksMissing': differs(
    'agency',
    'Họ tên giống nhau nếu bỏ dấu, nhưng một bên thiếu dấu. Cán bộ nhập lại họ tên đủ dấu theo thẻ căn cước rồi kiểm tra lại.',
  ),
  'name.different': differs(
    'applicant',
    'Họ tên đã khai khác họ tên trong CSDL quốc gia về dân cư. Đề nghị công dân khai lại đúng theo thẻ căn cước; nếu thẻ ghi như đã khai thì đề nghị Công an cấp xã điều chỉnh.',
  ),
  'name.notHeld': notHeld(
    'CSDL quốc gia về dân cư không có họ tên của công dân này. Công dân đề nghị Công an cấp xã cập nhật.',
  ),
  'birth.same': match(),
  'birth.yearOnly': match('Năm sinh khớp; một bên chỉ có năm sinh nên ngày và tháng không so sánh được.'),
  'birth.dayAndMonthSwapped': differs(
    'agency',
    'Ngày và tháng sinh bị đảo so với CSDL quốc gia về dân cư. Cán bộ kiểm tra lại ngày sinh đã nhập theo thẻ căn cước.',
  ),
  'birth.different': differs(
    'applicant',
    'Ngày sinh đã khai khác ngày sinh trong CSDL quốc gia về dân cư. Đề nghị công dân khai lại đúng theo thẻ căn cước; nếu thẻ ghi như đã khai thì đề nghị Công an cấp xã điều chỉnh.',
  ),
  'birth.notTheOne': differs(
    'agency',
    'Số định danh và họ tên có trong CSDL quốc gia về dân cư nhưng ngày sinh thì không khớp. Cán bộ kiểm tra lại ngày sinh theo thẻ căn cước.',
  ),
  'birth.notHeld': notHeld(
    'CSDL quốc gia về dân cư không có ngày sinh của công dân này. Công dân đề nghị Công an cấp xã cập nhật.',
  ),
  'gender.same': match(),
  'gender.different': differs(
    'agency',
    'Giới tính đã nhập khác CSDL quốc gia về dân cư. Cán bộ kiểm tra lại theo thẻ căn cước rồi nhập lại.',
  ),
  'gender.notHeld': notHeld(
    'CSDL quốc gia về dân cư chưa có giới tính của công dân này. Công dân đề nghị Công an cấp xã cập nhật.',
  ),
  'code.same': match(),
  'code.different': differs(
    'applicant',
    'Thông tin đã khai khác CSDL quốc gia về dân cư. Đề nghị công dân khai lại, hoặc đề nghị Công an cấp xã cập nhật nếu thông tin đã thay đổi.',
  ),
  'code.notHeld': notHeld(
    'CSDL quốc gia về dân cư chưa có thông tin này. Công dân đề nghị Công an cấp xã cập nhật; trước mắt dùng giấy tờ chứng minh.',
  ),
  'address.same': match(),
  'address.sameArea': differs(
    'applicant',
    'Xã và tỉnh khớp, nhưng số nhà, đường hoặc thôn khác CSDL quốc gia về dân cư. Đề nghị công dân khai lại theo nơi đang đăng ký, hoặc đăng ký lại cư trú nếu đã chuyển.',
  ),
  'address.former': match(
    'Địa chỉ khớp; một bên ghi theo đơn vị hành chính trước ngày 01/7/2025, đã quy đổi sang đơn vị mới trước khi so sánh. Không cần sửa.',
  ),
  'address.claimDivided': ambiguous(
    'agency',
    'Xã đã khai là đơn vị hành chính cũ, nay được chia vào nhiều đơn vị mới (xem danh sách), trong đó có nơi ghi trong CSDL quốc gia về dân cư. Cán bộ hỏi công dân nay thuộc đơn vị nào, nhập đơn vị mới rồi kiểm tra lại.',
  ),
  'address.heldDivided': ambiguous(
    'agency',
    'CSDL quốc gia về dân cư còn ghi đơn vị hành chính cũ, nay được chia vào nhiều đơn vị mới, trong đó có xã đã khai. Cán bộ đối chiếu với giấy tờ về cư trú; nếu cần, công dân đề nghị Công an cấp xã cập nhật nơi cư trú.',
  ),
  'address.unknownArea': differs(
    'agency',
    'Một mã đơn vị hành chính không có trong danh mục hiện nay và trước ngày 01/7/2025, hoặc không thuộc tỉnh, huyện ghi cùng, nên không so sánh được địa chỉ. Cán bộ kiểm tra lại mã đã nhập; nếu đã đúng, công dân đề nghị Công an cấp xã kiểm tra dữ liệu cư trú.',
  ),
  'address.different': differs(
    'applicant',
    'Địa chỉ đã khai khác nơi đăng ký trong CSDL quốc gia về dân cư. Đề nghị công dân khai lại, hoặc đăng ký cư trú với Công an cấp xã nếu đã chuyển.',
  ),
  'address.notHeld': notHeld(
    'CSDL quốc gia về dân cư chưa có địa chỉ này của công dân. Công dân đề nghị Công an cấp xã cập nhật thông tin cư trú.',
  ),
  'relative.same': match(),
  'relative.otherSpelling': match('Họ tên người thân khớp, chỉ khác cách viết. Không cần sửa.'),
  'relative.marksMissing': differs(
    'agency',
    'Họ tên người thân giống nhau nếu bỏ dấu, nhưng một bên thiếu dấu. Cán bộ nhập lại đủ dấu theo giấy tờ rồi kiểm tra lại.',
  ),
  'relative.different': differs(
    'applicant',
    'Người thân đã khai khác người thân ghi trong CSDL quốc gia về dân cư. Đề nghị công dân khai lại, hoặc đề nghị Công an cấp xã cập nhật kèm giấy tờ hộ tịch.',
  ),
  'relative.otherNumber': differs(
    'applicant',
    'Họ tên người thân khớp nhưng số định danh khác CSDL quốc gia về dân cư. Đề nghị công dân kiểm tra lại số định danh của người thân.',
  ),
  'relative.notHeld': notHeld(
    'CSDL quốc gia về dân cư chưa ghi người thân này. Công dân đề nghị Công an cấp xã cập nhật kèm giấy tờ hộ tịch.',
  ),
} as const satisfies Record<string, Meaning>;
export type Finding = keyof typeof findings;

export const verdictOf = (
  name: FieldVerdict['name'],
  finding: Finding,
  beside: Pick<FieldVerdict, 'candidates'> = {},
): FieldVerdict => ({
  name,
  code: finding,
  ...(findings[finding] as Meaning),
  ...beside,
});

const baseSilent =
  'Số định danh, họ tên và ngày sinh không cùng có trong CSDL quốc gia về dân cư; hệ thống không cho biết sai ở thông tin nào. ';

/** What to look at first when nothing matched, and who does. */
export const noMatchFindings = {
  'noMatch.oldNumber': {
    fixBy: 'applicant',
    hint: `${baseSilent}Hồ sơ đang dùng số CMND 9 số: đề nghị công dân cung cấp số định danh cá nhân 12 số rồi kiểm tra lại.`,
  },
  'noMatch.plainName': {
    fixBy: 'agency',
    hint: `${baseSilent}Họ tên đang nhập không có dấu: cán bộ nhập lại đủ dấu theo thẻ căn cước rồi kiểm tra lại.`,
  },
  'noMatch.yearOnly': {
    fixBy: 'agency',
    hint: `${baseSilent}Hồ sơ chỉ có năm sinh: cán bộ nhập đủ ngày tháng năm sinh theo thẻ căn cước, nếu thẻ có ghi, rồi kiểm tra lại.`,
  },
  'noMatch.checkCard': {
    fixBy: 'agency',
    hint: `${baseSilent}Cán bộ đối chiếu từng thông tin với thẻ căn cước, kể cả vị trí dấu thanh (HOÀ hay HÒA) và việc thẻ chỉ ghi năm sinh. Nếu đã đúng như thẻ, công dân liên hệ Công an cấp xã để kiểm tra dữ liệu dân cư.`,
  },
  'noMatch.numberAndName': {
    fixBy: 'agency',
    hint: 'Số định danh và họ tên không cùng có trong CSDL quốc gia về dân cư; hệ thống không cho biết sai ở thông tin nào. Cán bộ đối chiếu hai thông tin này với thẻ căn cước. Nếu đã đúng như thẻ, công dân liên hệ Công an cấp xã để kiểm tra dữ liệu dân cư.',
  },
} as const satisfies Record<string, { readonly fixBy: FixBy; readonly hint: string }>;
export type NoMatchFinding = keyof typeof noMatchFindings;
