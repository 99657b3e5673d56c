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
  /** Retries of one replay. */
  readonly replayPerSecond: number;
  /** Between two looks at what has become of what a replay has sent. */
  readonly replayLookMillis: number;
  /** Age of the oldest unpublished record beyond which the process is not ready. */
  readonly lagLimitMillis: number;
  /** How long ended exchanges are kept with their attempts; longer than the bus keeps its records. */
  readonly exchangeMillis: number;
  /** How long banks' statements are kept with their entries. */
  readonly statementMillis: number;
  /** How long disagreements are kept after their end, what the portal last said of a dossier, and parcels that nobody ordered. */
  readonly endedDisagreementMillis: number;
  readonly portalAnswerMillis: number;
  readonly strayParcelMillis: number;
  /** Largest file of a dossier, bytes. */
  readonly attachmentBytes: number;
  /** Files that a client sends at the same time, at most. */
  readonly uploadsPerClient: number;
  /** Bytes of a client's files that no dossier has named yet; beyond them no more are taken. */
  readonly unnamedAttachmentBytes: number;
  /** Types of files that are taken; undefined: all whose content can be told. */
  readonly attachmentTypes: readonly string[] | undefined;
  /** How long files are kept after a dossier named them last, and those that none has named. */
  readonly attachmentMillis: number;
  readonly unnamedAttachmentMillis: number;
  /** How long files are kept after it was first seen that the store knows nothing of them. */
  readonly orphanedFileMillis: number;
  /** How long handovers are kept after their end, with what was asked and said. */
  readonly handoverMillis: number;
  /** How long events stay on the feed. */
  readonly feedMillis: number;
  /** Between two looks whether there is anything to send to webhook endpoints, while there are any. */
  readonly webhookEveryMillis: number;
  /** Between two looks at the feed while anybody waits for it. */
  readonly feedEveryMillis: number;
  /** How long records are kept that could not be read. */
  readonly quarantineMillis: number;
  /** Differences between systems pass by themselves for so long; and those that an agency has to end. */
  readonly disagreementMillis: number;
  readonly agencyDisagreementMillis: number;
  /** Between two rounds of the comparison, each of so many dossiers of a sort. */
  readonly comparisonEveryMillis: number;
  readonly comparedAtOnce: number;
  /** Questions of a round to the portal at most; after so long it is asked again of what does not differ. */
  readonly portalQuestions: number;
  readonly portalAskedAgainMillis: number;
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
  replayLookMillis: 1_000,
  replayPerSecond: defaultsOf('replays').perSecond,
  lagLimitMillis: 30_000,
  exchangeMillis: defaultsOf('retention').exchangeDays * day,
  statementMillis: defaultsOf('retention').statementDays * day,
  endedDisagreementMillis: defaultsOf('retention').disagreementDays * day,
  portalAnswerMillis: defaultsOf('retention').portalAnswerDays * day,
  strayParcelMillis: defaultsOf('retention').strayParcelDays * day,
  attachmentBytes: defaultsOf('limits').attachmentBytes,
  uploadsPerClient: defaultsOf('limits').uploadsPerClient,
  unnamedAttachmentBytes: defaultsOf('limits').unnamedAttachmentBytes,
  attachmentTypes: undefined,
  attachmentMillis: defaultsOf('retention').attachmentDays * day,
  unnamedAttachmentMillis: defaultsOf('retention').unnamedAttachmentDays * day,
  orphanedFileMillis: defaultsOf('retention').orphanedFileDays * day,
  handoverMillis: defaultsOf('retention').handoverDays * day,
  feedMillis: defaultsOf('retention').eventDays * day,
  webhookEveryMillis: 1_000,
  feedEveryMillis: 200,
  quarantineMillis: defaultsOf('retention').quarantineDays * day,
  retentionEveryMillis: 10 * minute,
  disagreementMillis: defaultsOf('disagreements').settlingMinutes * minute,
  agencyDisagreementMillis: defaultsOf('disagreements').agencyHours * 60 * minute,
  comparisonEveryMillis: minute,
  comparedAtOnce: 500,
  portalQuestions: defaultsOf('disagreements').portalQuestionsPerMinute,
  portalAskedAgainMillis: defaultsOf('disagreements').portalAskedAgainDays * day,
};

/** The given settings over the defaults; what is given as `undefined` keeps its default. */
export function withDefaults(given: Partial<CoreSettings> = {}): CoreSettings {
  const said = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  return { ...defaultSettings, ...said };
}
