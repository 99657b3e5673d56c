/** A deliberate defect: `<name>.patch` beside this file takes one check out, and a test must go red. */
export interface MoneyDefect {
  readonly name: string;
  /** The row of the table of checks. */
  readonly check: Check;
  /** The columns: whose messages or files the check is about. */
  readonly of: readonly Column[];
  readonly spec: string;
  /** Part of the title of the test. */
  readonly title: string;
}

export const columns = [
  'sepay',
  'payos',
  'vnpay',
  'casso',
  'vietqr-vn',
  'payment-platform',
  'statements',
  'gateway',
] as const;
export type Column = (typeof columns)[number];
const providers = ['sepay', 'payos', 'vnpay', 'casso', 'vietqr-vn', 'payment-platform'] as const;

export const checks = {
  proof: 'A notification proves itself over its bytes',
  keys: 'Both keys of a rotation, compared in constant time',
  stale: 'An old proof is believed once, and marked late',
  unsigned: 'What nobody signed counts when it was asked about',
  account: 'It speaks of our account',
  twice: 'No field comes twice',
  amount: 'Amounts are whole VND, as they were written',
  states: 'Paid is what says so everywhere',
  answerProof: 'A fetched answer proves itself',
  answerAbout: 'A fetched answer is about what was asked',
  found: 'What was lost is found when it is asked about for the first time',
  once: 'The same money is one credit',
  reference: 'A code of ours, right to its last character',
  match: 'Money goes to the one payment that it is meant for',
  sums: 'What is said twice says the same sum',
  persons: 'Two persons',
  whole: 'A file is whole',
  totals: 'The totals of a file agree',
  reversal: 'What the bank takes back is no payment',
} as const;
export type Check = keyof typeof checks;

const bank = 'apps/connectors/src/bank-qr';
const platform = 'apps/connectors/src/payment-platform';
const money = 'apps/gateway/src/money';
const kit = 'libs/connector-kit/src/inbound';
const notifications = `${bank}/bank-qr.checks.unit.spec.ts`;
const readings = `${bank}/bank-qr.readings.unit.spec.ts`;
const answers = `${bank}/bank-qr.queries.unit.spec.ts`;
const confirmations = `${platform}/payment-platform.confirm.unit.spec.ts`;
const questions = `${platform}/payment-platform.query.unit.spec.ts`;
const proofs = `${kit}/proof.unit.spec.ts`;
const traps = `${money}/statements/traps.unit.spec.ts`;
const formats = `${money}/statements/formats.unit.spec.ts`;

const defect = (
  name: string,
  check: Check,
  of: Column | readonly Column[],
  spec: string,
  title: string,
): MoneyDefect => ({
  ...{ name, check, spec, title },
  of: typeof of === 'string' ? [of] : of,
});

export const defects: readonly MoneyDefect[] = [
  defect('sepay-signature', 'proof', 'sepay', notifications, 'nothing that is said can be changed'),
  defect('sepay-api-key', 'proof', 'sepay', notifications, 'the older of two keys is believed'),
  defect('payos-signature', 'proof', 'payos', notifications, 'nothing that is said can be changed'),
  defect('vnpay-signature', 'proof', 'vnpay', notifications, 'nothing that is said can be changed'),
  defect('casso-signature', 'proof', 'casso', notifications, 'nothing that is said can be changed'),
  defect('vietqr-vn-token', 'proof', 'vietqr-vn', readings, 'a token ends, opens its own account alone'),
  defect('platform-code', 'proof', 'payment-platform', confirmations, 'is believed under the older secret'),
  defect('one-key-tried', 'keys', providers, proofs, 'an HMAC under any of the keys'),
  defect('compared-by-hand', 'keys', providers, proofs, 'in constant time'),
  defect('sepay-stale', 'stale', 'sepay', notifications, 'a stale proof is believed once more'),
  defect('casso-stale', 'stale', 'casso', notifications, 'a stale proof is believed once more'),
  defect('vietqr-vn-unsigned', 'unsigned', 'vietqr-vn', notifications, 'what it says is read'),
  defect('notification-account', 'account', ['sepay', 'payos', 'casso', 'vietqr-vn'], notifications, 'another account'),
  defect('vnpay-merchant', 'account', 'vnpay', notifications, 'another account'),
  defect('platform-partner', 'account', 'payment-platform', confirmations, "another partner's code"),
  defect(
    'json-key-twice',
    'twice',
    ['sepay', 'payos', 'casso', 'vietqr-vn', 'payment-platform'],
    notifications,
    'a key that comes twice',
  ),
  defect('vnpay-field-twice', 'twice', 'vnpay', notifications, 'a field that comes twice'),
  defect('amount-of-text', 'amount', providers, notifications, 'an amount: exponent'),
  defect('amount-fraction', 'amount', providers, notifications, 'an amount: fractional'),
  defect('vnpay-both-codes', 'states', 'vnpay', readings, 'both must be good'),
  defect('vnpay-answer-hash', 'answerProof', 'vnpay', answers, 'is not believed'),
  defect('platform-answer-code', 'answerProof', 'payment-platform', questions, 'is not believed without it'),
  defect('vnpay-answer-order', 'answerAbout', 'vnpay', answers, 'says nothing of ours'),
  defect('payos-answer-order', 'answerAbout', 'payos', answers, 'of another order code'),
  defect('sepay-list-account', 'answerAbout', 'sepay', answers, 'tells what moved on our account'),
  defect('casso-list-account', 'answerAbout', 'casso', answers, 'tells what moved on our account'),
  defect('vietqr-vn-answer-number', 'answerAbout', 'vietqr-vn', answers, 'confirms no other one'),
  defect('vietqr-vn-answer-account', 'answerAbout', 'vietqr-vn', answers, 'confirms no other one'),
  defect(
    'sepay-list-late',
    'found',
    'sepay',
    `${bank}/bank-qr.sweep.int.spec.ts`,
    'sepay: a lost notification is found',
  ),
  defect('platform-answer-order', 'answerAbout', 'payment-platform', questions, 'says nothing of ours'),
  defect('credit-id', 'once', [...providers, 'gateway'], `${kit}/door.int.spec.ts`, 'twenty repeats'),
  defect('statement-entry-twice', 'once', 'statements', traps, 'several statements of one account'),
  defect(
    'reference-check-character',
    'reference',
    'gateway',
    `${money}/matching/find-codes.unit.spec.ts`,
    'one letter wrong, or two exchanged',
  ),
  defect(
    'right-code-other-account',
    'match',
    'gateway',
    `${money}/rules/match.unit.spec.ts`,
    'the right code on another account',
  ),
  defect('ambiguous-is-first', 'match', 'gateway', `${money}/rules/match.unit.spec.ts`, 'two known codes'),
  defect(
    'claims-amounts',
    'sums',
    'gateway',
    `${money}/rules/claims.unit.spec.ts`,
    'amounts that differ settle nothing',
  ),
  defect('confirm-alone-settles', 'unsigned', 'payment-platform', `${money}/rules/claims.unit.spec.ts`, ''),
  defect('refund-by-one-person', 'persons', 'gateway', `${money}/rules/refund.unit.spec.ts`, 'needs two persons'),
  defect('statement-other-account', 'account', 'statements', traps, 'a statement of another account is refused'),
  defect('statement-half-csv', 'whole', 'statements', formats, 'half a file is refused'),
  defect('statement-half-mt940', 'whole', 'statements', traps, 'a message without a closing balance'),
  defect('statement-stated-rows', 'whole', 'statements', traps, "MB's file cut behind a row"),
  defect('statement-balances', 'totals', 'statements', formats, 'a changed amount, a row left out'),
  defect('statement-row-numbers', 'totals', 'statements', traps, "MB's rows are numbered without a gap"),
  defect('reversal-is-a-credit', 'reversal', 'statements', traps, 'a reversal is not a credit'),
];
