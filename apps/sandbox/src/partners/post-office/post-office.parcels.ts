import type { Change } from '../../journal/records.js';
import type { Journal } from '../../journal/journal.js';
import { Feed } from './post-office.feed.js';
import { codes, type Step } from './post-office.life.js';
import type { Parcel } from './post-office.parcel.js';

export const postOfficeName = 'post-office';

/** What one effect in the journal says. */
interface Stored {
  parcels?: readonly Parcel[];
  /** How far the post's clock is ahead, milliseconds. */
  clockAhead?: number;
}

/** The dossier that an order number belongs to: what stands before its tail. */
export const dossierOf = (orderNumber: string): string => orderNumber.split('__', 1)[0]!;

/** The post's parcels and its clock: in memory, and in the journal before anybody is told of them. */
export class Parcels {
  readonly feed = new Feed();
  private readonly parcels = new Map<string, Parcel>();
  private ahead = 0;

  constructor(
    private readonly journal: Journal,
    private readonly realNow: () => Date,
  ) {
    journal.onClear(() => {
      this.parcels.clear();
      this.feed.clear();
      this.ahead = 0;
    });
  }

  /** Reads everything that was stored back. */
  async reopen(): Promise<void> {
    for await (const { record } of this.journal.effectsOfPartner(postOfficeName)) this.take(record as Stored);
  }

  now(): Date {
    return new Date(this.realNow().getTime() + this.ahead);
  }

  get(customerCode: string, orderNumber: string): Parcel | undefined {
    return this.parcels.get(`${customerCode} ${orderNumber}`);
  }

  find(orderNumber: string): Parcel | undefined {
    return [...this.parcels.values()].find((parcel) => parcel.orderNumber === orderNumber);
  }

  /** The last ones, newest first. */
  latest(limit: number): Parcel[] {
    return [...this.parcels.values()].slice(-limit).reverse();
  }

  get count(): number {
    return this.parcels.size;
  }

  /** A new waybill number, its check digit right. */
  nextItemCode(): string {
    const serial = String(this.parcels.size + 1).padStart(8, '0');
    const sum = [8, 6, 4, 2, 3, 5, 9, 7].reduce((all, weight, at) => all + weight * Number(serial[at]), 0);
    const check = 11 - (sum % 11);
    return `EZ${serial}${check === 10 ? 0 : check === 11 ? 5 : check}VN`;
  }

  /** Takes a parcel into memory, new or changed; the change is the caller's to store. */
  keep(parcel: Parcel, kind: Change['kind']): Change {
    this.take({ parcels: [parcel] });
    return { key: dossierOf(parcel.orderNumber), kind, record: { parcels: [parcel] } satisfies Stored };
  }

  /** The parcel with its future cut off. */
  cancelled(parcel: Parcel): Parcel {
    const now = this.now().toISOString();
    const past = parcel.steps.filter(({ at }) => at <= now);
    return { ...parcel, steps: [...past, { at: now, code: codes.cancelled }] };
  }

  /** What the feed has said last of a parcel. */
  lastStep({ steps }: Parcel): Step | undefined {
    const now = this.now().toISOString();
    return steps.filter(({ at }) => at <= now).at(-1);
  }

  /** Puts parcels there without an order, all or none. */
  async put(parcels: readonly Parcel[]): Promise<void> {
    this.take({ parcels });
    await this.store('put', 'put', { parcels });
  }

  async advance(millis: number): Promise<void> {
    this.ahead += millis;
    await this.store('clock', 'clock', { clockAhead: this.ahead });
  }

  private async store(operation: string, key: string, record: Stored): Promise<void> {
    await this.journal.store({ partner: postOfficeName, operation, call: 0 }, [{ key, kind: 'updated', record }]);
  }

  private take({ parcels = [], clockAhead }: Stored): void {
    if (clockAhead !== undefined) this.ahead = clockAhead;
    for (const parcel of parcels) {
      const key = `${parcel.customerCode} ${parcel.orderNumber}`;
      const before = this.parcels.get(key);
      this.parcels.set(key, parcel);
      if (before === undefined) this.feed.add(parcel);
      else this.replace(before, parcel);
    }
  }

  /** Steps that both have stand in the feed already. */
  private replace(before: Parcel, after: Parcel): void {
    const same = after.steps.findIndex(
      (step, at) => step.at !== before.steps[at]?.at || step.code !== before.steps[at]?.code,
    );
    const from = same < 0 ? after.steps.length : same;
    const last = from === 0 ? -Infinity : Date.parse(after.steps[from - 1]!.at);
    this.feed.drop(before, last);
    this.feed.add(after, from);
  }
}
