import { sql, type Kysely } from 'kysely';
import {
  envelope,
  passingKeySubject,
  sealContext,
  topics,
  UnreadableMessage,
  type ExchangeAnnounced,
  type PassingKeyOffered,
} from '@lienthong/contracts';
import type { Bus } from '@lienthong/bus';
import { newAnswerKey, open, openAnswer, seal, SealBroken, type AnswerKey, type Keyring } from '@lienthong/seal';
import { recordset, Rounds, type Migration, type RoundsOptions } from '@lienthong/store';

export const passingKeysMigration: Migration = {
  name: '0013-passing-keys',
  oldestBinary: 2,
  up: async (db) => {
    await sql`
      create table connectors.passing_key (
        id uuid primary key,
        public_key text not null,
        offered_until timestamptz not null,
        erased_at timestamptz not null,
        key bytea not null,
        private_key bytea not null
      )`.execute(db);
  },
};

/** Milliseconds. What was asked and waits on the bus for longer than the last two is announced anew under another key. */
export const passingTimes = { offerEvery: 300_000, renewBefore: 600_000, offered: 1_800_000, keptAfter: 1_800_000 };

export interface PassingKeysOptions extends Pick<RoundsOptions, 'owner' | 'onError'> {
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- raw SQL only
  readonly db: Kysely<any>;
  readonly keyring: Keyring;
  readonly publisher: Pick<Bus, 'publish'>;
  readonly newId: () => string;
  /** Epoch milliseconds, database time. */
  readonly now: () => number;
}

/**
 * Keys under which the gateway seals what may be known for a short time only. One process of all makes and erases them; each reads
 * those that it needs. What comes under an erased key is passed over: the gateway announces again what shows no event.
 */
export class PassingKeys {
  readonly #rounds: Rounds;
  readonly #known = new Map<string, KnownKey>();

  constructor(private readonly options: PassingKeysOptions) {
    const { db, owner, now, onError } = options;
    this.#rounds = new Rounds({
      ...{ db, side: 'connectors', name: 'passingKeys', owner, clock: now, everyMillis: passingTimes.offerEvery },
      ...(onError ? { onError } : {}),
      walk: async () => {
        await this.#offer();
        return { announced: 1 };
      },
    });
  }

  start(): void {
    void this.#rounds
      .roundNow()
      .catch((error: unknown) => this.options.onError?.(error))
      .finally(() => this.#rounds.start());
  }

  close(): Promise<void> {
    return this.#rounds.close();
  }

  /** One round now: erases, makes and offers what is due. */
  roundNow(): Promise<number> {
    return this.#rounds.roundNow();
  }

  /** Announcements by the keys that they were sealed for; without what nobody can open any more. */
  async opened(announcements: readonly ExchangeAnnounced[]): Promise<ReadonlyMap<ExchangeAnnounced, Opened>> {
    const keys = await this.#keysOf(new Set(announcements.flatMap(({ payload }) => payload.passing?.to ?? [])));
    return new Map(announcements.map((announced) => [announced, this.#open(announced, keys)]));
  }

  /** With another data key than the one that the bus has brought: events about it show that one to nobody. */
  #open(announced: ExchangeAnnounced, keys: ReadonlyMap<string, KnownKey>): Opened {
    const { exchange, payload } = announced;
    const key = keys.get(payload.passing!.to);
    if (!key) return 'erased';
    let wrapped: Buffer;
    try {
      wrapped = openAnswer(key, Buffer.from(payload.passing!.key, 'base64'), sealContext.passing(exchange));
    } catch (error) {
      if (error instanceof SealBroken) return new UnreadableMessage('message.shape: payload.passing');
      throw error;
    }
    return { ...announced, payload: this.#sealedAnew(exchange, wrapped, payload.box) };
  }

  #sealedAnew(exchange: string, wrapped: Buffer, box: string): ExchangeAnnounced['payload'] {
    const { keyring } = this.options;
    const context = sealContext.payload(exchange);
    try {
      const content = open(keyring.unwrap(wrapped), Buffer.from(box, 'base64'), context);
      const own = keyring.newDataKey();
      return { key: own.wrapped.toString('base64'), box: seal(own.key, content, context).toString('base64') };
    } catch (error) {
      if (!(error instanceof SealBroken)) throw error;
      // The runner says so, where a person sees it.
      return { key: wrapped.toString('base64'), box };
    }
  }

  async #keysOf(ids: ReadonlySet<string>): Promise<ReadonlyMap<string, KnownKey>> {
    const now = this.options.now();
    for (const [id, { erasedAt }] of this.#known) if (erasedAt <= now) this.#known.delete(id);
    const missing = [...ids].filter((id) => !this.#known.has(id));
    if (missing.length > 0) {
      const wanted = recordset(
        missing.map((id) => ({ id })),
        { id: 'uuid' },
      );
      const { rows } = await sql<KeyRow>`
        select k.id::text as id, k.public_key, k.erased_at, k.key, k.private_key from connectors.passing_key k
        where k.id in (select r.id from ${wanted}) and k.erased_at > ${new Date(now)}::timestamptz`.execute(
        this.options.db,
      );
      for (const row of rows) this.#known.set(row.id, this.#keyOf(row));
    }
    return this.#known;
  }

  #keyOf({ id, public_key: publicKey, erased_at, key, private_key }: KeyRow): KnownKey {
    const privateKey = open(this.options.keyring.unwrap(key), private_key, rowContext(id)).toString('utf8');
    return { publicKey, privateKey, erasedAt: erased_at.getTime() };
  }

  async #offer(): Promise<void> {
    const { db, now, publisher } = this.options;
    const at = now();
    await sql`delete from connectors.passing_key k where k.erased_at <= ${new Date(at)}::timestamptz`.execute(db);
    const { rows } = await sql<{ id: string; public_key: string; offered_until: Date }>`
      select k.id::text as id, k.public_key, k.offered_until from connectors.passing_key k
      where k.offered_until > ${new Date(at + passingTimes.renewBefore)}::timestamptz
      order by k.offered_until desc limit 1`.execute(db);
    const row = rows[0] ?? (await this.#make(at));
    const offered: PassingKeyOffered = {
      ...{ passingKey: row.id, subject: passingKeySubject, publicKey: row.public_key },
      ...{ until: row.offered_until.toISOString(), at: new Date(at).toISOString() },
    };
    const type = 'passingKey.offered';
    const headers = envelope({
      ...{ id: `${row.id}/${at}`, type, source: 'urn:lienthong:connectors', subject: passingKeySubject },
      time: offered.at,
    });
    const value = Buffer.from(JSON.stringify(offered), 'utf8');
    await publisher.publish([{ topic: topics.outcomes, key: passingKeySubject, headers, value }]);
  }

  async #make(at: number): Promise<{ id: string; public_key: string; offered_until: Date }> {
    const { db, keyring, newId } = this.options;
    const [id, pair, data] = [newId(), newAnswerKey(), keyring.newDataKey()];
    const until = new Date(at + passingTimes.offered);
    const erased = new Date(until.getTime() + passingTimes.keptAfter);
    const sealed = seal(data.key, Buffer.from(pair.privateKey, 'utf8'), rowContext(id));
    await sql`
      insert into connectors.passing_key (id, public_key, offered_until, erased_at, key, private_key)
      values (${id}::uuid, ${pair.publicKey}, ${until}::timestamptz, ${erased}::timestamptz, ${data.wrapped}::bytea,
        ${sealed}::bytea)`.execute(db);
    return { id, public_key: pair.publicKey, offered_until: until };
  }
}

type Opened = ExchangeAnnounced | 'erased' | UnreadableMessage;

interface KnownKey extends AnswerKey {
  readonly erasedAt: number;
}

interface KeyRow {
  readonly id: string;
  readonly public_key: string;
  readonly erased_at: Date;
  readonly key: Buffer;
  readonly private_key: Buffer;
}

const rowContext = (id: string): string => `passing-key/${id}`;
