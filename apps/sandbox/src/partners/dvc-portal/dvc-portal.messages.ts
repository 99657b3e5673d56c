import type { Complaint, Fault } from '../field-rules.js';

/** What the stand-in of the portal says; words of the contract's samples first. */
export const messages = {
  loginRefused: 'Sai tên đăng nhập hoặc mật khẩu',
  unauthorized: 'Unauthorized',
  sessionExpired: 'Phiên làm việc đã hết hạn, vui lòng đăng nhập lại',
  looked: 'Tra cứu thành công',
  synced: 'Đồng bộ thành công',
  statusTaken: 'Cập nhật trạng thái thành công',
  progressed: 'Cập nhật tiến độ thành công',
  partlyProgressed: 'Cập nhật 1/2 thành công',
  exists: 'Hồ sơ đã tồn tại',
  existsOnSystem: 'Mã hồ sơ đã tồn tại trên hệ thống',
  unknownDossier: 'Hồ sơ chưa có trên hệ thống',
  refused: 'Mã thủ tục hành chính không hợp lệ',
  badProgress: 'Dữ liệu tiến độ không hợp lệ',
  badDossier: 'Dữ liệu hồ sơ không hợp lệ',
  badRequest: 'Yêu cầu không hợp lệ',
  destination: 'Yêu cầu không hợp lệ: tiêu đề dstcode thiếu hoặc không đúng đơn vị nhận',
  contentType: 'Yêu cầu không hợp lệ: tiêu đề Content-Type phải là application/json',
  notJson: 'Yêu cầu không hợp lệ: nội dung không phải JSON mã hóa UTF-8',
  unknownUnit: 'Yêu cầu không hợp lệ: madonvi không được cấp quyền kết nối',
  unknownService: 'Yêu cầu không hợp lệ: service không có ở địa chỉ này',
  sameDossierTwice: 'một hồ sơ có mặt hai lần trong một yêu cầu',
  identityForm: 'không đúng số chữ số của loại định danh',
  tooLarge: 'Yêu cầu không hợp lệ: nội dung vượt quá dung lượng cho phép',
  unreadable: 'Yêu cầu không hợp lệ: không đọc được nội dung',
  broken: 'Hệ thống đang bận, chưa ghi nhận được dữ liệu',
} as const;

const complaints: Record<Complaint, string> = {
  required: 'bắt buộc phải có',
  unknownField: 'không có trong đặc tả',
  notString: 'phải là chuỗi ký tự',
  notInteger: 'phải là số nguyên không âm',
  notObject: 'phải là đối tượng',
  notList: 'phải là danh sách',
  listTooShort: 'danh sách rỗng',
  listTooLong: 'danh sách quá dài',
  tooLong: 'quá dài',
  badText: 'có ký tự không hợp lệ',
  badCode: 'không đúng dạng mã',
  badForm: 'không đúng dạng',
  badTime: 'không phải thời điểm có thật dạng yyyyMMddHHmmss',
  notInTable: 'ngoài bảng mã',
  badUrl: 'không phải địa chỉ http(s)',
};

/** "Dữ liệu hồ sơ không hợp lệ: data[0].NgayHenTra không phải …" */
export function describeFault(title: string, { path, complaint, allowed }: Fault): string {
  const table = allowed ? ` (${allowed.join(', ')})` : '';
  return `${title}: ${path || 'nội dung'} ${complaints[complaint]}${table}`;
}

export const dvcPortalTitle = 'Cổng Dịch vụ công quốc gia';

/** The page on which a person plays a citizen. */
export const citizenPage = {
  title: 'Công dân nộp hồ sơ trên Cổng Dịch vụ công quốc gia (giả lập)',
  submit: 'Nộp hồ sơ',
  withFile: 'Nộp hồ sơ có tệp đính kèm',
  again: 'Gửi lại lần nộp gần nhất',
  supplement: 'Bổ sung giấy tờ cho hồ sơ gần nhất',
  none: 'Chưa có hồ sơ nào được nộp.',
  code: 'Mã hồ sơ',
  kind: 'Loại',
  at: 'Lúc',
  answer: 'Bên nhận trả lời',
  noAnswer: 'không có trả lời',
  kinds: { whole: 'nộp', supplement: 'bổ sung' },
} as const;

/** What a citizen of no name submits. */
export const citizenSays = {
  applicant: 'NGUYEN THI NOP',
  procedure: 'Thủ tục mẫu',
  field: 'Lĩnh vực mẫu',
  ownField: 'Giá trị riêng của thủ tục',
  fileName: 'don de nghi.pdf',
  supplementName: 'giay to bo sung.pdf',
  fileText: 'tờ đơn giả lập',
} as const;
