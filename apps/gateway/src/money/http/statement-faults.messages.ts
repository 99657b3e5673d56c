import type { StatementFault, StatementFaultCode } from '../statements/statement-part.js';

/** What an operator reads when a bank's file is refused; `{name}` is filled from the fault. The codes are part of the API. */
const statementFaultMessages: Readonly<Record<StatementFaultCode, string>> = {
  'encoding.wrong': 'tệp không phải mã {encoding} như đã khai; hãy chọn đúng bảng mã',
  'encoding.unknown': 'bảng mã ghi trong tệp không được hỗ trợ',
  'file.empty': 'tệp rỗng',
  'file.truncated': 'tệp bị cắt giữa chừng, thiếu phần cuối ({what})',
  'file.tooLarge': 'tệp lớn hơn {maxBytes} byte',
  'file.tooManyEntries': 'tệp có hơn {maxEntries} bút toán',
  'field.tooLong': 'có trường dài hơn {maxChars} ký tự',
  'structure.unexpected': 'có phần không đúng chỗ hoặc không đúng mẫu ({what})',
  'structure.missing': 'thiếu phần bắt buộc: {what}',
  'xml.malformed': 'tệp XML không đúng cú pháp',
  'xml.doctype': 'tệp XML có khai báo DOCTYPE, không được phép',
  'xml.tooDeep': 'tệp XML lồng quá {maxDepth} cấp',
  'xml.version': 'không phải camt.053 phiên bản được hỗ trợ (nhận được {received})',
  'csv.headerNotFound': 'không tìm thấy dòng tiêu đề cột của mẫu đã chọn',
  'csv.columns': 'số cột không đúng: cần {expected}, nhận được {received}',
  'csv.quote': 'dấu nháy trong ô không đóng đúng',
  'amount.invalid': 'số tiền không đúng định dạng ({received})',
  'amount.fraction': 'số tiền có phần lẻ, đồng Việt Nam không có ({received})',
  'amount.tooLarge': 'số tiền quá lớn',
  'amount.zero': 'bút toán không có số tiền',
  'amount.direction': 'không rõ bút toán ghi nợ hay ghi có ({what})',
  'date.invalid': 'ngày không đúng định dạng hoặc không có thật',
  'currency.other': 'loại tiền không phải VND ({received})',
  'account.other': 'tệp là sao kê của tài khoản khác',
  'account.several': 'tệp có nhiều tài khoản; hãy gửi riêng từng tài khoản',
  'totals.balance': 'số dư đầu kỳ cộng phát sinh phải bằng {expected}, tệp ghi {received}',
  'totals.runningBalance': 'số dư sau bút toán phải là {expected}, tệp ghi {received}',
  'totals.count': 'tệp ghi {received} bút toán, đếm được {expected}',
  'totals.sum': 'tệp ghi tổng phát sinh {received}, cộng được {expected}',
  'totals.batch': 'tổng của lô là {expected}, bút toán ghi {received}',
  'totals.rowNumber': 'số thứ tự dòng không liên tục, cần {expected}',
  'totals.sequence': 'số dư đầu kỳ {received} không nối tiếp số dư cuối kỳ trước {expected}',
  'stated.rows': 'đã khai {expected} bút toán, tệp có {received}; tệp có thể bị thiếu một phần',
  'stated.sum': 'đã khai tổng số tiền {expected}, tệp cộng được {received}; tệp có thể bị thiếu một phần',
  'row.checksum': 'mã kiểm tra của dòng không đúng',
  'entry.duplicate': 'bút toán này đã có ở trên trong cùng tệp',
};

/** Of a file that was accepted, and may still be half of what the bank gave. */
export const endUnknownText =
  'Định dạng này không có số tổng kiểm tra: nếu tệp bị cắt đúng cuối một dòng thì không thể phát hiện. Hãy khai rows (số bút toán) hoặc sum (tổng số tiền) khi gửi tệp.';

/** One sentence with its place. */
export function statementFaultText({ code, line, entry, params = {} }: StatementFault): {
  readonly reason: string;
  readonly place: string;
} {
  const reason = statementFaultMessages[code].replace(/\{(\w+)\}/g, (_, name: string) => String(params[name] ?? '…'));
  const places = [
    ...(line === undefined ? [] : [`dòng ${line}`]),
    ...(entry === undefined ? [] : [`bút toán thứ ${entry}`]),
  ];
  return { reason, place: places.length === 0 ? '.' : ` (${places.join(', ')}).` };
}
