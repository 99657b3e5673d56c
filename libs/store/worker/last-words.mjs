// After a PANIC (say, no room for the write-ahead log) PostgreSQL is dead inside its module, but nobody tells: the next
// question would spin for ever. No value can imitate the mark, because values hold no NUL.
const marks = ['PANIC', 'FATAL'].map((severity) => Buffer.from(`S${severity}\0V${severity}\0`, 'latin1'));

/** Why the database died with this answer; `undefined` when it lives. */
export function lastWordsIn(answer) {
  const bytes = Buffer.from(answer.buffer, answer.byteOffset, answer.byteLength);
  const at = Math.max(...marks.map((mark) => bytes.indexOf(mark)));
  if (at < 0) return undefined;
  const message = /\0M([^\0]*)\0/.exec(bytes.toString('utf8', at));
  return message?.[1] ?? 'no reason given';
}
