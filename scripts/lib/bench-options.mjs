/** What each bench may be told, with what holds where nothing is said: help, checks and benches read it here. */
import { parseArgs } from 'node:util';

/** How many: whole, from 1. */
const count = (value, note) => ({
  value,
  note,
  is: (given) => whole.test(given) && Number(given) >= 1,
  what: 'a whole number from 1',
});
/** The same where 0 means none. */
const countOrNone = (value, note) => ({ value, note, is: (given) => whole.test(given), what: 'a whole number from 0' });
/** A duration, a rate, a percentage: above 0. */
const amount = (value, note) => ({
  value,
  note,
  is: (given) => decimal.test(given) && Number(given) > 0,
  what: 'a number above 0',
});
const amountOrNone = (value, note) => ({ value, note, is: (given) => decimal.test(given), what: 'a number from 0' });
const part = (value) => ({
  value,
  is: (given) => decimal.test(given) && Number(given) > 0 && Number(given) <= 1,
  what: 'a part, above 0 and up to 1',
});
const counts = (...values) => ({
  value: values.join(','),
  is: (given) => given.split(',').every((one) => whole.test(one) && Number(one) >= 1),
  what: 'whole numbers from 1 with commas between them',
});
const oneOf = (...names) => ({
  value: names[0],
  names,
  is: (given) => names.includes(given),
  what: names.join(' or '),
});
const folder = (value) => ({ value, is: (given) => given !== '', what: 'a folder' });
const flag = { flag: true };

const whole = /^\d{1,9}$/;
const decimal = /^\d{1,9}(\.\d+)?$/;
const results = folder('bench-results');

const options = {
  throughput: {
    ...{ mode: oneOf('both', 'embedded', 'cluster'), seconds: amountOrNone(180), warm: amountOrNone(60) },
    probe: amountOrNone(20),
    ...{
      from: amount(100),
      step: amount(100),
      to: amount(2000),
      stored: countOrNone(0, 'exchanges, a cluster'),
      out: results,
    },
  },
  sizing: { from: results, 'per-day': counts(1000, 10_000, 100_000), 'busiest-hour': part(0.25), write: flag },
  outage: {
    ...{ mode: oneOf('embedded', 'cluster'), seconds: amount(300), baseline: amount(undefined, 'as --seconds') },
    ...{ rate: amount(100), runs: count(3) },
  },
  overload: {
    ...{ mode: oneOf('embedded', 'cluster'), minutes: amount(5), sustainable: amount(300), share: amount(20) },
    ...{ alone: amount(60), perClient: count(32), quota: amountOrNone(100, '0: none') },
  },
  callbacks: { mode: oneOf('embedded', 'cluster'), seconds: amount(30), rate: amount(200) },
  startup: {
    ...{ exchanges: count(1_000_000), open: countOrNone(1000), rate: amount(20), times: count(3) },
    limit: amount(10, 'seconds'),
  },
  backup: { exchanges: count(1_000_000), rate: amount(20) },
  statement: { entries: count(100_000), mode: oneOf('postgres', 'embedded'), until: oneOf('done', 'compared') },
  backfill: { dossiers: count(123_631) },
  'admission-day': {
    ...{ fees: count(616_522), gateways: count(1), connectors: count(1), 'at-once': count(64) },
    ...{ 'per-day': count(200_000_000), 'dead-minutes': amountOrNone(0), slow: amountOrNone(200, 'ms, then') },
    ...{ patience: amount(120, 'seconds'), out: results },
  },
  feed: { readers: count(200), seconds: amount(30), limit: amount(5, 'percent') },
  vietqr: {},
  'statutory-clock': {},
  transport: {},
};

/** As a person may write them. */
export const optionsText = (bench) => Object.entries(options[bench]).map(textOf).join(' ');

function textOf([name, { value, note, names, flag: isFlag }]) {
  if (isFlag) return `[--${name}]`;
  const shown = names?.join('|') ?? value;
  const said = shown === undefined ? ` (${note})` : ` ${shown}${note === undefined ? '' : ` (${note})`}`;
  return `[--${name}${said}]`;
}

/** What was asked for, as text by name, or a sentence about what cannot be. */
export function readBenchOptions(bench, args) {
  const accepted = options[bench];
  let values;
  try {
    const known = Object.entries(accepted).map(([name, { flag: isFlag }]) => [
      name,
      { type: isFlag ? 'boolean' : 'string' },
    ]);
    ({ values } = parseArgs({ args: [...args], options: Object.fromEntries(known) }));
  } catch (error) {
    if (!error.code?.startsWith('ERR_PARSE_ARGS')) throw error;
    const text = optionsText(bench);
    return {
      refused: `bench ${bench}: ${error.message.split(/\.\s/)[0].replace(/\.$/, '')}. It takes ${text === '' ? 'no options' : text}.`,
    };
  }
  const wrong = Object.entries(values).find(([name, given]) => !accepted[name].flag && !accepted[name].is(given));
  if (!wrong) return { values: { ...defaultsOf(accepted), ...values } };
  const [name, given] = wrong;
  return { refused: `bench ${bench}: --${name} must be ${accepted[name].what}, got "${String(given).slice(0, 40)}".` };
}

const defaultsOf = (accepted) =>
  Object.fromEntries(
    Object.entries(accepted).flatMap(([name, { value }]) => (value === undefined ? [] : [[name, String(value)]])),
  );

/** Of the bench that runs: one that is told what cannot be ends with 2 before anything starts. */
export function optionsOf(bench) {
  const { values, refused } = readBenchOptions(bench, process.argv.slice(2));
  if (refused !== undefined) {
    console.error(refused);
    process.exit(2);
  }
  const has = (name) => {
    if (!(name in options[bench])) throw new Error(`bench ${bench} has no option ${name}`);
    return values[name];
  };
  return {
    number: (name) => Number(has(name)),
    text: (name) => has(name),
    isGiven: (name) => has(name) !== undefined,
  };
}
