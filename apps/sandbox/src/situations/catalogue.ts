import { situationLabels } from './labels.messages.js';

/**
 * When a situation strikes. `headers`: before the body is read; `body`: when the whole request is known;
 * `notification`: when the partner calls us.
 */
type Moment = 'headers' | 'body' | 'notification';

/** Whether what the call asks for happens; `late`: after the wait, whether or not the caller is still there. */
export type EffectRule = 'never' | 'always' | 'late';

export interface SituationKind {
  moment: Moment;
  /** What happens to the effect. */
  effect: EffectRule;
  /** Whether `effect: true | false` may override the rule. */
  effectOptional?: boolean;
  /** Default of `millis` and its meaning; absent = the situation takes no `millis`. */
  millis?: { default: number; meaning: string };
  /** HTTP status that `status` may choose; the first is the default. */
  statuses?: readonly number[];
  /** Takes a `message` for the caller. */
  message?: boolean;
  /** Takes `bytes`, the size of the answer. */
  bytes?: boolean;
  /** Takes (and needs) `variant`, one of the partner's. */
  variant?: boolean;
  /** What the caller sees, for the page and the README. */
  sees: string;
  /** The same in Vietnamese. */
  label: string;
}

/** Every named situation, what it does and what may be set. The page and the README print this table. */
export const situationKinds = {
  down: {
    moment: 'headers',
    effect: 'never',
    sees: 'connection reset before the body is read',
    label: situationLabels.down,
  },
  slow: {
    moment: 'body',
    effect: 'late',
    millis: {
      default: 3000,
      meaning: 'wait before the call is worked on; it is worked on even if the caller has left',
    },
    sees: 'the right answer, late',
    label: situationLabels.slow,
  },
  cutBeforeEffect: {
    moment: 'body',
    effect: 'never',
    sees: 'connection cut after the request was read; nothing happened',
    label: situationLabels.cutBeforeEffect,
  },
  cutAfterEffect: {
    moment: 'body',
    effect: 'always',
    sees: 'connection cut although it happened',
    label: situationLabels.cutAfterEffect,
  },
  timeoutBeforeEffect: {
    moment: 'body',
    effect: 'never',
    millis: { default: 0, meaning: 'refuse after this long; 0 = never answer' },
    sees: 'no answer; nothing happened',
    label: situationLabels.timeoutBeforeEffect,
  },
  timeoutAfterEffect: {
    moment: 'body',
    effect: 'always',
    millis: { default: 0, meaning: 'answer after this long; 0 = never answer' },
    sees: 'no answer although it happened',
    label: situationLabels.timeoutAfterEffect,
  },
  halfAnswer: {
    moment: 'body',
    effect: 'always',
    effectOptional: true,
    sees: 'half of the answer, then a cut',
    label: situationLabels.halfAnswer,
  },
  garbage: {
    moment: 'body',
    effect: 'always',
    effectOptional: true,
    sees: '200 with random bytes',
    label: situationLabels.garbage,
  },
  html: {
    moment: 'body',
    effect: 'never',
    effectOptional: true,
    sees: '200 with an HTML login page',
    label: situationLabels.html,
  },
  refuses: {
    moment: 'body',
    effect: 'never',
    message: true,
    sees: "the partner's documented failure with a message",
    label: situationLabels.refuses,
  },
  sessionExpired: {
    moment: 'body',
    effect: 'never',
    statuses: [401, 200],
    sees: 'the session is gone; 401, or 200 with the failure in the body',
    label: situationLabels.sessionExpired,
  },
  tooManyRequests: {
    moment: 'body',
    effect: 'never',
    millis: { default: 1000, meaning: 'told in Retry-After, in whole seconds' },
    sees: '429 with Retry-After',
    label: situationLabels.tooManyRequests,
  },
  serverErrorBeforeEffect: {
    moment: 'body',
    effect: 'never',
    statuses: [500, 502, 503],
    sees: '5xx; nothing happened',
    label: situationLabels.serverErrorBeforeEffect,
  },
  serverErrorAfterEffect: {
    moment: 'body',
    effect: 'always',
    statuses: [500, 502, 503],
    sees: '5xx although it happened',
    label: situationLabels.serverErrorAfterEffect,
  },
  slowDrip: {
    moment: 'body',
    effect: 'always',
    effectOptional: true,
    millis: { default: 200, meaning: 'wait between two bytes of the answer' },
    sees: 'the answer byte by byte',
    label: situationLabels.slowDrip,
  },
  oversized: {
    moment: 'body',
    effect: 'always',
    effectOptional: true,
    bytes: true,
    sees: '200 with an answer of 100 MB',
    label: situationLabels.oversized,
  },
  alreadyExists: {
    moment: 'body',
    effect: 'never',
    sees: 'a create is told that the record exists; it does from then on, from somebody else',
    label: situationLabels.alreadyExists,
  },
  otherWords: {
    moment: 'body',
    effect: 'always',
    variant: true,
    sees: 'an answer in another of the forms seen in use, chosen by variant',
    label: situationLabels.otherWords,
  },
  dropped: {
    moment: 'notification',
    effect: 'always',
    sees: 'no notification, and no repeat',
    label: situationLabels.dropped,
  },
  silent: {
    moment: 'notification',
    effect: 'always',
    sees: 'no notification until the situation is taken out; then all of them',
    label: situationLabels.silent,
  },
  doubled: {
    moment: 'notification',
    effect: 'always',
    sees: 'the notification twice at the same time',
    label: situationLabels.doubled,
  },
  reordered: {
    moment: 'notification',
    effect: 'late',
    millis: { default: 5000, meaning: 'longest wait for the next notification of the account, which goes first' },
    sees: 'the notification after the next one of its account',
    label: situationLabels.reordered,
  },
  late: {
    moment: 'notification',
    effect: 'late',
    millis: { default: 600_000, meaning: 'how late, divided by the speed; the signature is that old' },
    sees: 'the notification late, its signature valid and as old as it is late',
    label: situationLabels.late,
  },
  tampered: {
    moment: 'notification',
    effect: 'always',
    sees: 'an amount that was changed after signing',
    label: situationLabels.tampered,
  },
  wrongAmount: {
    moment: 'notification',
    effect: 'always',
    sees: '1000 VND more than was moved, rightly signed',
    label: situationLabels.wrongAmount,
  },
  otherAccount: {
    moment: 'notification',
    effect: 'always',
    sees: 'the number of an account that is not this one, rightly signed',
    label: situationLabels.otherAccount,
  },
  missingSignature: {
    moment: 'notification',
    effect: 'always',
    sees: 'no signature',
    label: situationLabels.missingSignature,
  },
  doubledSignature: {
    moment: 'notification',
    effect: 'always',
    sees: 'the signature twice, first a wrong one',
    label: situationLabels.doubledSignature,
  },
  malformed: {
    moment: 'notification',
    effect: 'always',
    variant: true,
    sees: 'a body of another form, rightly signed, chosen by variant',
    label: situationLabels.malformed,
  },
  contradicts: {
    moment: 'notification',
    effect: 'always',
    sees: 'a notification that says the opposite of what a query says',
    label: situationLabels.contradicts,
  },
} as const satisfies Record<string, SituationKind>;

export type SituationName = keyof typeof situationKinds;

/** Situations of calls that partners make to us. */
export type NotificationSituation = {
  [Name in SituationName]: (typeof situationKinds)[Name]['moment'] extends 'notification' ? Name : never;
}[SituationName];
/** Situations of calls that we make to partners. */
export type CallSituation = Exclude<SituationName, NotificationSituation>;

export const isSituationName = (name: unknown): name is SituationName =>
  typeof name === 'string' && Object.hasOwn(situationKinds, name);

export const kindOf = (name: SituationName): SituationKind => situationKinds[name];
