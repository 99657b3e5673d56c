import { sql } from 'kysely';
import type { Blobs } from '@lienthong/blobs';
import type { Bus } from '@lienthong/bus';
import { within, type CommitTrouble, type OutboxLag, type Side, type Store } from '@lienthong/store';

/** One reason why a process is not ready. */
export interface NotReady {
  /** `store`, `bus`, `relay`, `consumer`, `files`. */
  readonly what: string;
  readonly why: string;
}
/** Nothing in it: ready. */
export type Readiness = () => Promise<readonly NotReady[]>;

export interface ReadinessParts {
  readonly store: Store;
  readonly side: Side;
  readonly bus: Pick<Bus, 'health'>;
  /** Where files lie; absent where none are taken. */
  readonly blobs?: Pick<Blobs, 'fault'> | undefined;
  /** Of the side's commits: a store may answer, and still take nothing. */
  readonly trouble: () => CommitTrouble | undefined;
  readonly lag: () => OutboxLag;
  /** Age of the oldest unpublished record beyond which the process is not ready. */
  readonly lagLimitMillis: number;
}

/** Below the deadline of whoever asks for readiness, so that the answer says which of them is silent. */
const answerMillis = 1_500;

/** Asks store, bus and the place for files at once, and looks at how long records have waited for the bus. */
export async function readinessOf({
  store,
  side,
  bus,
  blobs,
  trouble,
  lag,
  lagLimitMillis,
}: ReadinessParts): Promise<readonly NotReady[]> {
  const silence = `no answer within ${answerMillis} ms`;
  const select = () =>
    sql`select 1`.execute(store.db(side)).then(
      () => undefined,
      () => 'the database does not answer',
    );
  const ask = () =>
    bus.health().then(
      ({ state, cause }) => (state === 'down' ? (cause ?? 'down') : undefined),
      () => 'the bus does not answer',
    );
  const [storeFault, busFault, filesFault] = await Promise.all([
    within(answerMillis, select, silence),
    within(answerMillis, ask, silence),
    blobs && within(answerMillis, () => blobs.fault(), silence),
  ]);
  const storeWhy = [storeFault, notTaken(trouble())].filter((why) => why !== undefined).join('; ');
  const { oldestMillis, rows } = lag();
  const behind = rows > 0 && oldestMillis > lagLimitMillis;
  const waited = `${rows} records have waited for the bus for up to ${Math.round(oldestMillis / 1000)} s`;
  return [
    ...(storeWhy ? [{ what: 'store', why: storeWhy }] : []),
    ...(busFault ? [{ what: 'bus', why: busFault }] : []),
    ...(filesFault ? [{ what: 'files', why: filesFault }] : []),
    ...(behind ? [{ what: 'relay', why: waited }] : []),
  ];
}

const notTaken = (trouble: CommitTrouble | undefined): string | undefined =>
  trouble && `${trouble.why}: the last commit failed ${Math.round((Date.now() - trouble.at) / 1000)} s ago`;
