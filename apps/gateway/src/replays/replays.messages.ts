import { sentenceOfCause, whoMustAct } from '../views/causes.messages.js';
import type { Fate } from './failure-class.js';

/** What has failed, who acts, and what of it may be sent again. */
export function classSentence(cause: string, whoActs: string, fates: Readonly<Record<Fate, number>>): string {
  const code = cause.split('~')[0]!;
  const what = sentenceOfCause(code)?.what ?? code;
  return [
    `${what.charAt(0).toUpperCase()}${what.slice(1)}; ${whoMustAct(code, whoActs)}.`,
    ...(fates.surelyNotDone > 0
      ? [`${fates.surelyNotDone} lần liên thông chắc chắn chưa thực hiện, có thể gửi lại.`]
      : []),
    ...(fates.refused > 0
      ? [`${fates.refused} lần đối tác đã từ chối, chưa thực hiện: sửa nguyên nhân trước khi gửi lại.`]
      : []),
    ...(fates.unknown > 0 ? [`${fates.unknown} lần chưa rõ kết quả: không gửi lại, phải xác định từng lần.`] : []),
  ].join(' ');
}

/** Beside the line of an operator's retry. */
export const partOfReplay = (stage: number): string => ` (gửi lại theo nhóm lỗi, đợt ${stage})`;
