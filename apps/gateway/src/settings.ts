import { defaultsOf } from '@lienthong/config';

/** What may be tuned; every value has a default that fits a province. */
export interface CoreSettings {
  /** Largest body of a dossier, bytes of JSON. */
  readonly dossierBodyBytes: number;
  /** Due date of a dossier that names none, counted from its submission. */
  readonly defaultDueMillis: number;
  /** How long an answer is kept for a repeat with the same `Idempotency-Key`. */
  readonly idempotencyMillis: number;
  /** Units per transaction at most. */
  readonly batchCap: number;
  /** Behind a transaction with so many statements of agencies the next one begins so much later at the earliest. */
  readonly crowdUnits: number;
  readonly crowdRestMillis: number;
  /** Outcomes gather for so long after a transaction that stored some. */
  readonly outcomesRestMillis: number;
  /** Between two looks at the store while anybody waits. */
  readonly waitEveryMillis: number;
  /** Silence after which an exchange is announced again; doubles up to `silenceMaxMillis`. */
  readonly silenceFirstMillis: number;
  readonly silenceMaxMillis: number;
  readonly reannounceEveryMillis: number;
  /** Exchanges announced again at most. */
  readonly reannouncePerSecond: number;
  /** Age of the oldest unpublished record beyond which the process is not ready. */
  readonly lagLimitMillis: number;
  /** How long ended exchanges are kept with their attempts; longer than the bus keeps its records. */
  readonly exchangeMillis: number;
  /** How long banks' statements are kept with their entries. */
  readonly statementMillis: number;
  /** How long records are kept that could not be read. */
  readonly quarantineMillis: number;
  /** Between two looks for what has been kept long enough. */
  readonly retentionEveryMillis: number;
}

const minute = 60_000;
const day = 24 * 60 * minute;

const defaultSettings: CoreSettings = {
  dossierBodyBytes: 512 * 1024,
  defaultDueMillis: defaultsOf('journey').defaultDueDays * day,
  idempotencyMillis: 24 * 60 * minute,
  batchCap: 1_000,
  crowdUnits: 8,
  crowdRestMillis: 20,
  outcomesRestMillis: 50,
  waitEveryMillis: 50,
  silenceFirstMillis: minute,
  silenceMaxMillis: 60 * minute,
  reannounceEveryMillis: 10_000,
  reannouncePerSecond: 200,
  lagLimitMillis: 30_000,
  exchangeMillis: defaultsOf('retention').exchangeDays * day,
  statementMillis: defaultsOf('retention').statementDays * day,
  quarantineMillis: defaultsOf('retention').quarantineDays * day,
  retentionEveryMillis: 10 * minute,
};

/** The given settings over the defaults; what is given as `undefined` keeps its default. */
export function withDefaults(given: Partial<CoreSettings> = {}): CoreSettings {
  const said = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  return { ...defaultSettings, ...said };
}
