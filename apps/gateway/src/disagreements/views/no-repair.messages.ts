import type { NoRepairWhy } from '../rules/finding.js';

/** Why this act does nothing about a disagreement, for whoever has tried. */
export const noRepairSentences: Readonly<Record<NoRepairWhy, string>> = {
  agencyStates: 'chỉ cơ quan giải quyết mới nêu được hồ sơ đang ở trạng thái nào',
  exchangeUnderWay: 'lần liên thông sẽ khắc phục đang được thực hiện hoặc đang chờ người xử lý',
  moneyDecides: 'chỉ ghi nhận tiền khi sao kê của ngân hàng thể hiện',
  twoPersons: 'liên quan đến tiền nên phải làm bằng thao tác có hai người xác nhận',
  unitIsNamed: 'phải chỉ định cơ quan tiếp nhận cho điều công dân đã nộp',
  nobodyKnows: 'không ai biết bưu gửi này thuộc hồ sơ nào; chỉ có thể xác nhận là không phải của mình',
  repairable: 'khắc phục được bằng cách báo lại cho Cổng nên không được bỏ qua',
};
