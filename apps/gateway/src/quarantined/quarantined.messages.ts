/** What became of a message that could not be handled when it came. */
export const quarantinedSentence = (handled: boolean): string =>
  handled
    ? 'Bản tin này trước đây không xử lý được; sau khi đọc lại đã được ghi nhận như vừa mới đến.'
    : 'Một bản tin của bộ kết nối không xử lý được; đã giữ nguyên nội dung, các bản tin khác vẫn được xử lý. Bên cần xử lý: người vận hành hệ thống (sửa nguyên nhân, rồi cho đọc lại).';
