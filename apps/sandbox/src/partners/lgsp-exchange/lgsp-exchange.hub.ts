import type { Change } from '../../journal/records.js';
import type { Journal } from '../../journal/journal.js';
import { compactTime } from '../../vietnam-time.js';
import { defaultAgreement, type HubAgreement, type Life } from './lgsp-exchange.config.js';
import { agencyWords, officerName } from './lgsp-exchange.messages.js';
import type { MessageWire, Verb } from './lgsp-exchange.wire.js';

export const hubName = 'lgsp-exchange';

/** Something that an agency behind the hub says to us. */
export interface Word {
  /** `source_id` and a number: stable over restarts. */
  id: string;
  /** ISO 8601; not said before. */
  at: string;
  message: MessageWire;
}

export interface Handover {
  sourceId: string;
  /** Handed over by the partner, or by an agency behind the hub. */
  by: 'partner' | 'agency';
  first: MessageWire;
  /** What the partner has said of it, the first included, in order. */
  heard: readonly MessageWire[];
  /** What the agency says, some of it later. */
  words: readonly Word[];
}

/** What a word may say beside its verb. */
export type Said = Pick<MessageWire, 'content' | 'due_date' | 'amount'>;

/** What one effect in the journal says. */
interface Stored {
  handover?: Handover;
  lives?: Readonly<Record<string, Life>>;
}

const second = 1_000;

/** What was handed over by either side: in memory, and in the journal before anybody is told of it. */
export class Hub {
  private readonly handovers = new Map<string, Handover>();
  private changedLives: Readonly<Record<string, Life>> = {};
  private tellers: ((word: Word) => void)[] = [];
  private said: Word[] = [];
  private heardOf: MessageWire[] = [];

  constructor(
    private readonly journal: Journal,
    readonly agreement: HubAgreement = defaultAgreement,
    readonly now: () => Date = () => new Date(),
  ) {
    journal.onClear(() => {
      this.handovers.clear();
      this.changedLives = {};
      this.said = [];
      this.heardOf = [];
    });
  }

  /** Hears of every word once, those of before the start too. */
  onWord(tell: (word: Word) => void): void {
    this.tellers.push(tell);
  }

  /** Reads everything that was stored back. */
  async reopen(): Promise<void> {
    for await (const { record } of this.journal.effectsOfPartner(hubName)) this.take(record as Stored);
  }

  get(sourceId: string): Handover | undefined {
    return this.handovers.get(sourceId);
  }

  latest(limit: number): Handover[] {
    return [...this.handovers.values()].slice(-limit).reverse();
  }

  /** What agencies have said until now, in the order in which it was planned, behind the first `from`. */
  words(from: number): MessageWire[] {
    const now = this.now().toISOString();
    return this.said
      .slice(from)
      .filter(({ at }) => at <= now)
      .map(({ message }) => message);
  }

  /** What the partner has said, in the order in which it came, behind the first `from`. */
  hasHeard(from: number): MessageWire[] {
    return this.heardOf.slice(from);
  }

  lifeOf(unit: string): Life | undefined {
    return this.changedLives[unit] ?? this.agreement.agencies[unit];
  }

  /** The partner has handed something over: kept with what its agency is going to say. */
  handedOver(message: MessageWire): Change {
    const handover = {
      sourceId: message.source_id,
      by: 'partner',
      first: message,
      heard: [message],
      words: [],
    } as const;
    return this.keep({ ...handover, words: this.plan(message) }, 'created');
  }

  /** The partner has said something of what is known. */
  heard(handover: Handover, message: MessageWire): Change {
    return this.keep({ ...handover, heard: [...handover.heard, message] }, 'progress');
  }

  /** An agency says something of a handover now. */
  async say(handover: Handover, type: Verb, said: Said = {}): Promise<Handover> {
    const word = this.wordOf(handover.first, handover.words.length, type, said, 0);
    const more = { ...handover, words: [...handover.words, word] };
    await this.store(type, this.keep(more, 'updated'));
    return more;
  }

  /** An agency hands something over to a unit of the partner. */
  async handOver(first: MessageWire): Promise<Handover> {
    const words = [{ id: `${first.source_id}:0`, at: this.now().toISOString(), message: first }];
    const handover: Handover = { sourceId: first.source_id, by: 'agency', first, heard: [], words };
    await this.store('handOver', this.keep(handover, 'updated'));
    return handover;
  }

  async live(lives: Readonly<Record<string, Life>>): Promise<void> {
    const record: Stored = { lives: { ...this.changedLives, ...lives } };
    this.take(record);
    await this.store('live', { key: 'lives', kind: 'updated', record });
  }

  private plan(first: MessageWire): Word[] {
    const { acceptSeconds, answerSeconds } = this.agreement;
    switch (this.lifeOf(first.to_unit_code)) {
      case 'accepts':
        return [this.wordOf(first, 0, 'TIEPNHAN', {}, acceptSeconds)];
      case 'refuses':
        return [this.wordOf(first, 0, 'TUCHOI', { content: agencyWords.TUCHOI }, acceptSeconds)];
      case 'answers':
        return [
          this.wordOf(first, 0, 'TIEPNHAN', {}, acceptSeconds),
          this.wordOf(first, 1, 'KETQUA', { content: agencyWords.KETQUA }, answerSeconds),
        ];
      default:
        return [];
    }
  }

  /** Said by the agency's end, to the partner's. */
  private wordOf(first: MessageWire, index: number, type: Verb, said: Said, seconds: number): Word {
    const at = new Date(this.now().getTime() + seconds * second);
    const theirs = first.from_unit_code in this.agreement.agencies;
    return {
      id: `${first.source_id}:${index}`,
      at: at.toISOString(),
      message: {
        ...{ type, source_id: first.source_id, ref_code: first.ref_code, status_profile: '' },
        ...{ process_officials: officerName, time_of_process: compactTime(at) },
        from_unit_code: theirs ? first.from_unit_code : first.to_unit_code,
        to_unit_code: theirs ? first.to_unit_code : first.from_unit_code,
        ...said,
      },
    };
  }

  private keep(handover: Handover, kind: Change['kind']): Change {
    const record: Stored = { handover };
    this.take(record);
    return { key: handover.first.ref_code, kind, record };
  }

  private async store(operation: string, change: Change): Promise<void> {
    await this.journal.store({ partner: hubName, operation, call: 0 }, [change]);
  }

  private take({ handover, lives }: Stored): void {
    if (lives) this.changedLives = lives;
    if (!handover) return;
    const before = this.handovers.get(handover.sourceId);
    this.handovers.set(handover.sourceId, handover);
    this.heardOf.push(...handover.heard.slice(before?.heard.length ?? 0));
    for (const word of handover.words.slice(before?.words.length ?? 0)) {
      this.said.push(word);
      for (const tell of this.tellers) tell(word);
    }
  }
}
