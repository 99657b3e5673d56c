/** What the stand-in of the population database says; no words of the real one are public. */
export const populationTitle = 'Cơ sở dữ liệu quốc gia về dân cư';

export const messages = {
  signature: 'Xác thực không thành công: tiêu đề Timestamp hoặc Authorization thiếu hoặc sai',
  stale: 'Xác thực không thành công: Timestamp lệch quá thời gian cho phép',
  contentType: 'Yêu cầu không hợp lệ: Content-Type phải là text/xml, application/xml hoặc application/json',
  notXml: 'Yêu cầu không hợp lệ: nội dung không phải XML đúng dạng',
  notJson: 'Yêu cầu không hợp lệ: nội dung không phải JSON',
  envelope: 'Yêu cầu không hợp lệ: không có soapenv:Envelope hoặc soapenv:Body',
  operation: 'Yêu cầu không hợp lệ: không có chức năng này',
  field: 'Yêu cầu không hợp lệ: trường thiếu, thừa, sai thứ tự hoặc sai dạng: ',
  refused: 'Yêu cầu bị từ chối: đơn vị không được cấp quyền khai thác',
  broken: 'Hệ thống đang bận',
  tooLarge: 'Yêu cầu không hợp lệ: nội dung vượt quá dung lượng cho phép',
  unreadable: 'Yêu cầu không hợp lệ: không đọc được nội dung',
} as const;
