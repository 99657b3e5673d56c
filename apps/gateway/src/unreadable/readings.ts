import type { RowReadAgain, RowReRead } from '@lienthong/contracts';
import type { RowReading, RowState } from './core.js';

/** What is kept of a row's readings, as it happened: that one was asked for, and what the connectors said of it. */
export type ReadingEntry =
  Pick<RowReRead, 'reading' | 'operator' | 'at'> | Pick<RowReadAgain, 'reading' | 'result' | 'reason' | 'at'>;
type Asked = Extract<ReadingEntry, { readonly operator: string }>;
type Told = Exclude<ReadingEntry, Asked>;

export const entryOfAsked = ({ reading, operator, at }: RowReRead): ReadingEntry => ({ reading, operator, at });

export const entryOfAnswer = ({ reading, result, reason, at }: RowReadAgain): ReadingEntry => ({
  ...{ reading, result, at },
  ...(reason === undefined ? {} : { reason }),
});

export interface RowReadings {
  readonly state: RowState;
  readonly readings: readonly RowReading[];
  /** Of one that nobody has answered yet. */
  readonly open?: string;
  /** The connectors have said that it is not for them to read it again. */
  readonly notReadable: boolean;
}

/** An answer may come twice, and one that was asked for twice is answered for both. */
export function readingsOf(entries: readonly ReadingEntry[]): RowReadings {
  const isAsked = (entry: ReadingEntry): entry is Asked => 'operator' in entry;
  const answers = entries.filter((entry): entry is Told => !isAsked(entry));
  const readings = entries.filter(isAsked).map(({ reading, operator: by, at }): RowReading & { reading: string } => {
    const answer = answers.find((one) => one.reading === reading);
    return {
      ...{ reading, at, by, result: answer?.result ?? 'asked' },
      ...(answer?.reason === undefined ? {} : { reason: answer.reason }),
    };
  });
  const handled = answers.some(({ result }) => result === 'handled');
  const last = readings.at(-1);
  const open = !handled && last?.result === 'asked' ? last.reading : undefined;
  return {
    state: handled ? 'handled' : open === undefined ? 'unreadable' : 'asked',
    readings: readings.map(({ reading: _reading, ...shown }) => shown),
    ...(open === undefined ? {} : { open }),
    notReadable: answers.some(({ result }) => result === 'notReadable'),
  };
}
