/** What the configuration says of webhooks. */
export interface WebhookRules {
  /** Also to `http:`. */
  readonly allowHttp: boolean;
  /** Also to addresses of the own network. */
  readonly allowPrivateAddresses: boolean;
  /** How long the secret before signs beside a new one. */
  readonly overlapMillis: number;
  /** How long is tried where nothing is taken. */
  readonly giveUpMillis: number;
  /** How long to wait after a first failure; doubled with each further one. */
  readonly firstRetryMillis: number;
  /** Units of a client; `undefined` for one that is configured no more. */
  readonly unitsOf: (client: string) => ReadonlySet<string> | undefined;
}

export const firstRetryMillis = 5_000;

/** Without a configuration there is no client to send anything to. */
export const noWebhooks: WebhookRules = {
  ...{ allowHttp: false, allowPrivateAddresses: false, overlapMillis: 0, giveUpMillis: 0 },
  firstRetryMillis,
  unitsOf: () => undefined,
};

/** What came of sending one event: a status, or why there was none. */
export type SendOutcome = { readonly status: number } | { readonly cause: string };

export const isTaken = (outcome: SendOutcome): boolean =>
  'status' in outcome && outcome.status >= 200 && outcome.status < 300;
/** The receiver's own word that it wants no more (Standard Webhooks). */
export const isRefusedForGood = (outcome: SendOutcome): boolean => 'status' in outcome && outcome.status === 410;
export const outcomeText = (outcome: SendOutcome): string =>
  'status' in outcome ? String(outcome.status) : outcome.cause;

const longestMillis = 3_600_000;

/** How long to wait after the n-th failure in a row: doubled each time, up to an hour; half of it is by chance (0 … 1). */
export function retryMillis(
  failures: number,
  chance: number,
  { firstRetryMillis: first }: Pick<WebhookRules, 'firstRetryMillis'>,
): number {
  const whole = Math.min(longestMillis, first * 2 ** Math.min(failures - 1, 20));
  return Math.round(whole / 2 + (whole / 2) * chance);
}

/** Nothing has been taken for so long that nobody seems to be there any more. */
export const isGivenUp = (
  failingSince: string,
  at: number,
  { giveUpMillis }: Pick<WebhookRules, 'giveUpMillis'>,
): boolean => at - Date.parse(failingSince) >= giveUpMillis;
