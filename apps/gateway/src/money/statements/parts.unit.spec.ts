import fc from 'fast-check';
import { DigestSet } from './digest-set.js';
import { LineSplitter } from './line-splitter.js';
import { defaultStatementLimits } from './statement-part.js';
import { readVnd } from './vnd.js';

it('a set by digests knows every member again, however many there are', () => {
  const set = new DigestSet();
  const members = Array.from({ length: 20_000 }, (_, index) => `entry ${index}`);
  expect(members.every((member) => set.add(member))).toBe(true);
  expect(members.some((member) => set.add(member))).toBe(false);
});

it('lines and their numbers do not depend on where chunks end', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom('a', 'bc', '\r\n', '\n', '\r', ''), { maxLength: 30 }),
      fc.integer({ min: 1, max: 5 }),
      (pieces, chunk) => {
        const text = pieces.join('');
        const found: string[] = [];
        const splitter = new LineSplitter(
          defaultStatementLimits,
          (line, number) => void found.push(`${number} ${line}`),
        );
        for (let at = 0; at < text.length; at += chunk) splitter.push(text.slice(at, at + chunk));
        splitter.end();
        const lines = text.split(/\r\n|\n|\r/);
        if (lines.at(-1) === '') lines.pop();
        expect(found).toEqual(lines.map((line, index) => `${index + 1} ${line}`));
      },
    ),
  );
});

it.each([
  ['9007199254740991', 9_007_199_254_740_991],
  ['9007199254740992', 'amount.tooLarge'],
  ['007', 7],
  ['-5', 'amount.invalid'],
])('VND "%s"', (text, expected) => {
  const read = readVnd(text, { thousands: '', decimal: '.' });
  expect('code' in read ? read.code : read.amount).toBe(expected);
});
