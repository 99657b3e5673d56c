/**
 * `npm run disagreements [-- options]`: plants disagreements behind the product's back, and passing differences beside them. It is the test
 * of `test/disagreements` with more of everything, so that there is one scene and one verdict; Jest runs it as it runs all that opens the
 * product in its own process, from sources.
 */
import { parseArgs } from 'node:util';
import { ensureBuilt } from './lib/build.mjs';
import { describeNode, runNode } from './lib/node24.mjs';

const options = {
  seed: { type: 'string', default: '7' },
  each: { type: 'string', default: '15' },
  passing: { type: 'string', default: '300' },
  settling: { type: 'string', default: '30' },
  width: { type: 'string', default: '8' },
  help: { type: 'boolean', short: 'h', default: false },
};
const help = `npm run disagreements [-- options]

Plants disagreements in the sandbox's partners: all have to be found; of differences that pass in time none may be reported.

  --seed 7         the order in which they are planted
  --each 15        of each kind
  --passing 300    differences that end before they have settled
  --settling 30    seconds after which a difference is no passing one; each passing one has to end within them
  --width 8        so many at the same time`;

const whole = (name, text, least) => {
  const value = Number(text);
  if (Number.isInteger(value) && value >= least) return value;
  throw new Error(`--${name}: found ${text}; allowed: a whole number of at least ${least}`);
};
try {
  const { values } = parseArgs({ options });
  if (values.help) {
    console.log(help);
    process.exit(0);
  }
  const env = {
    ...process.env,
    DISAGREEMENTS_SEED: whole('seed', values.seed, 0),
    DISAGREEMENTS_EACH: whole('each', values.each, 1),
    DISAGREEMENTS_PASSING: whole('passing', values.passing, 0),
    DISAGREEMENTS_SETTLING: whole('settling', values.settling, 1) * 1000,
    DISAGREEMENTS_WIDTH: whole('width', values.width, 1),
  };
  ensureBuilt((line) => console.log(line));
  console.log(`under Node ${describeNode()}`);
  const jest = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', 'node_modules/jest/bin/jest.js'];
  process.exitCode = runNode([...jest, '--runInBand', 'test/disagreements'], { env });
} catch (error) {
  console.error(error.message);
  process.exitCode = 2;
}
