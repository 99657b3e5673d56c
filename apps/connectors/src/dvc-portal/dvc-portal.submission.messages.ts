/** What the portal is told of what it pushed. */
export const submissionWords = {
  taken: 'Tiếp nhận thành công',
  /** The words of one deployment (wire contracts §1.8). */
  repeatedReference: 'duplicate refId',
  repeated: 'Hồ sơ này đã được gửi trước đó với cùng nội dung',
  unproved: 'Không được phép: thiếu hoặc sai mã xác thực của bên gửi',
  busy: 'Hệ thống đang nhận nhiều hồ sơ cùng lúc, vui lòng gửi lại sau',
} as const;

const wrong: Readonly<Record<string, string>> = {
  'json.notUtf8': 'nội dung không phải JSON mã hóa UTF-8',
  'json.broken': 'nội dung không phải JSON đúng cú pháp',
  'json.duplicateKey': 'một trường có mặt hai lần trong một đối tượng',
  'json.tooDeep': 'nội dung lồng quá nhiều cấp',
  'json.notAnObject': 'nội dung không phải một đối tượng JSON',
  codeMissing: 'thiếu mã hồ sơ',
  codeNotAllowed: 'mã hồ sơ chỉ gồm 1–60 chữ cái không dấu, chữ số, dấu ".", "-", "_"',
  refIdMalformed: 'refId không đúng dạng (1–100 ký tự in được, không có dấu cách)',
  documentsNotAList: 'danh sách tài liệu không phải một danh sách',
  documentsTooMany: 'quá nhiều tài liệu trong một lần gửi',
  fieldsTooLarge: 'các trường riêng của thủ tục vượt quá dung lượng cho phép',
};

const wrongDocument: Readonly<Record<string, string>> = {
  malformed: 'không phải một đối tượng JSON',
  empty: 'không có nội dung (Base64) và không có đường dẫn',
  urlMalformed: 'đường dẫn không phải địa chỉ http(s)',
  base64Broken: 'nội dung Base64 bị lỗi',
  tooLarge: 'vượt quá dung lượng cho phép của một tệp',
  typeForbidden: 'loại tệp không được nhận',
  contentDiffers: 'nội dung không đúng với loại tệp theo phần mở rộng của tên',
  archiveBroken: 'tệp nén bị hỏng',
  archiveOpaque: 'tệp nén có mật khẩu hoặc không kiểm tra được',
  archiveBomb: 'tệp nén bung ra quá lớn',
};

/** By the cause of a refusal; every one names what is wrong and where, none a value of what was sent. */
export function whatIsWrong(cause: string): string {
  const reason = cause.replace(/^portal\./, '');
  const [, nth, what = ''] = /^document\.(\d+)\.(.+)$/.exec(reason) ?? [];
  const sentence =
    nth === undefined ? (wrong[reason] ?? reason) : `tài liệu thứ ${nth}: ${wrongDocument[what] ?? what}`;
  return `Không tiếp nhận được: ${sentence}. Bên gửi cần sửa và gửi lại.`;
}
