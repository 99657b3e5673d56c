import { join } from 'node:path';
import { AppendLog, type LineHead } from '../journal/append-log.js';

/** How far a notification has come. `waiting`: another try is due. */
export type DeliveryState = 'waiting' | 'held' | 'accepted' | 'refused' | 'givenUp' | 'dropped';

/** One try to deliver a notification, or the decision that there will be none. */
export interface Attempt {
  notice: string;
  /** 1, 2, 3 … */
  attempt: number;
  /** ISO 8601. */
  at: string;
  situation?: string;
  /** HTTP status; absent where no answer came. */
  status?: number;
  /** The first characters of the answer. */
  answer?: string;
  durationMillis?: number;
  state: DeliveryState;
  /** When the next try is due. */
  next?: string;
}

type Line = Attempt & LineHead;

/**
 * Every try of every notification in `deliveries.ndjson`. Written at once, fsynced within a second: what a kill or a lost
 * machine takes of its end is sent again.
 */
export class DeliveryLog {
  private seq: number;

  private constructor(
    private readonly log: AppendLog<Line>,
    lines: number,
  ) {
    this.seq = lines;
  }

  /** Opens or creates the log of a folder; `onAttempt` hears of every line there is. */
  static async open(folder: string, onAttempt: (attempt: Attempt) => void): Promise<DeliveryLog> {
    const [log, { lines }] = await AppendLog.open<Line>({
      path: join(folder, 'deliveries.ndjson'),
      readHead,
      onLine: onAttempt,
      sync: 'lazy',
    });
    return new DeliveryLog(log, lines);
  }

  write(attempt: Attempt): void {
    const line: Line = { seq: ++this.seq, end: true, ...attempt };
    this.log.append(Buffer.from(`${JSON.stringify(line)}\n`)).catch(() => undefined);
  }

  clear(): void {
    this.seq = 0;
    this.log.clear().catch(() => undefined);
  }

  close(): Promise<void> {
    return this.log.close();
  }
}

function readHead(line: Buffer): Line | undefined {
  try {
    const read = JSON.parse(line.toString('utf8')) as Line;
    return typeof read.seq === 'number' && typeof read.notice === 'string' ? read : undefined;
  } catch {
    return undefined;
  }
}
