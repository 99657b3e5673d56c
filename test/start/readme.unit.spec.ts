import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { blocksOf } from './printed-commands.js';

const root = resolve(__dirname, '../..');
const read = (file: string): string => readFileSync(resolve(root, file), 'utf8');
const { scripts } = JSON.parse(read('package.json')) as { scripts: Readonly<Record<string, string>> };

/** `npm start`, `npm test`, `npm run <name>`, wherever it stands. */
const commandsIn = (text: string): string[] =>
  [...text.matchAll(/\bnpm (?:run ([\w:-]+)|(start|test)\b)/g)].map(([, named, usual]) => (named ?? usual)!);

const pagesIn = (folder: string): readonly string[] =>
  readdirSync(resolve(root, folder))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `${folder}/${name}`);
const guides = ['README.md', ...pagesIn('docs/tutorial'), ...pagesIn('docs/how-to')];

it.each(['README.md', 'CONTRIBUTING.md', 'docs/operations.md', 'docs/how-to/backup-and-restore.md'])(
  '%s names commands',
  (file) => expect(commandsIn(read(file)).length).toBeGreaterThan(0),
);

describe.each([...guides, 'CONTRIBUTING.md', ...pagesIn('docs'), ...pagesIn('docs/decisions')])('%s', (file) => {
  const text = read(file);

  it('names commands that there are', () => {
    expect(commandsIn(text).filter((name) => !(name in scripts))).toEqual([]);
  });

  it('points at files that there are', () => {
    const folder = resolve(root, file, '..');
    const files = [...text.matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)].map(([, path]) => path!);
    expect(files.filter((path) => !existsSync(resolve(folder, path)))).toEqual([]);
  });
});

describe('the index of docs/', () => {
  it('has every page', () => {
    const index = read('docs/README.md');
    const all = [...pagesIn('docs/tutorial'), ...pagesIn('docs/how-to'), ...pagesIn('docs/reference')];
    expect(all.filter((file) => !index.includes(`(${file.slice('docs/'.length)})`))).toEqual([]);
  });
});

/** Whole commands that call somebody: what is continued behind a backslash, or within quotation marks, on one line. */
const curlsOf = (text: string): readonly string[] =>
  text
    .replaceAll(/\\\n\s*/g, ' ')
    .replaceAll(/'[^']*'/g, (quoted) => quoted.replaceAll('\n', ' '))
    .split('\n')
    .filter((line) => /(?:^|[|{;] )\s*curl /.test(line.trim()));

/** An answer of ours has no line's end; what stands behind it, takes it or keeps it has. An upload's answers are lines. */
const endsItsLine = (command: string): boolean => {
  const [, behind = ''] = /curl (.*)$/.exec(command.replaceAll(/'[^']*'|"(?:[^"\\]|\\.)*"/g, 'Q')) ?? [];
  return /; echo|\| |-o /.test(behind) || command.includes('x-ndjson');
};

/** The others are run by start.e2e.spec.ts, page by page. */
describe('printed commands', () => {
  const blocks = guides.flatMap((file) => blocksOf(read(file)).map((block) => ({ file, ...block })));

  it('are run, but for those that say why not', () => {
    const notRun = blocks.flatMap(({ file, notRun: why }) => (why === undefined ? [] : [`${file}: ${why}`]));
    expect(notRun).toEqual([
      'README.md: run by test/start/demo.e2e.spec.ts',
      'README.md: it runs already where these commands are tried',
      'README.md: run by test/start/infra.e2e.spec.ts',
      'README.md: processes in front; test/cluster runs the same programs, test/start/readme.unit.spec.ts reads these lines',
      'README.md: needs the cluster above; test/cluster asks the same of two gateways',
      ...Array<string>(3).fill(
        'docs/how-to/backup-and-restore.md: the same commands with other folders: test/restore/commands.e2e.spec.ts; on PostgreSQL: test/restore/backup-restore.int.spec.ts',
      ),
      'docs/how-to/backup-and-restore.md: run by test/drill/drill.e2e.spec.ts',
      'docs/how-to/configuration.md: run by test/journeys/configuration-example.e2e.spec.ts, with ports of its own',
      'docs/how-to/connect-a-partner.md: starts a second product with a configuration that is yours',
      ...Array<string>(2).fill(
        'docs/how-to/declare-steps-of-a-procedure.md: starts a second product with a configuration of its own; apps/gateway/src/handovers/steps.int.spec.ts plays the same',
      ),
      'docs/how-to/settle-disagreements.md: needs a difference that has lasted for the settling time; test/disagreements repairs one over HTTP',
      'docs/how-to/settle-disagreements.md: needs a parcel that nobody has ordered; disagreements.int.spec.ts of the gateway dismisses one',
      'docs/how-to/worst-day.md: run by test/chaos/chaos.e2e.spec.ts and test/drill/drill.e2e.spec.ts',
    ]);
    expect(blocks.length - notRun.length).toBeGreaterThanOrEqual(70);
  });

  it('leave the prompt on a line of its own', () => {
    const left = blocks.flatMap(({ file, text }) =>
      curlsOf(text).flatMap((curl) => (endsItsLine(curl) ? [] : [`${file}: ${curl}`])),
    );
    expect(left).toEqual([]);
  });

  it.each([
    ['curl -s $API/a', false],
    ['curl -s $API/a \\\n  -d 1', false],
    ['pay() { curl -s $API/a; }', false],
    ['curl -s $API/a -d \'{"a": 1,\n  "b": 2}\'', false],
    ['curl -s $API/a; echo', true],
    ['curl -s $API/a | grep b', true],
    ['curl -s $API/a -o $FOLDER/b', true],
    ['A=$(curl -s $API/a)', true],
  ])('of %j: %s', (text, isSo) => {
    expect(curlsOf(text).every(endsItsLine)).toBe(isSo);
  });

  it('a block that does not say what it is would be run by nobody', () => {
    expect(() => blocksOf('```\nnpm start\n```\n')).toThrow('without a language');
  });
});

describe('the cluster section of README.md', () => {
  const [, section = ''] = /^## Cluster\n([^]*?)^## /m.exec(read('README.md')) ?? [];
  const blocks = [...section.matchAll(/```sh\n([^]*?)```/g)].map(([, block]) => block!);

  it('begins with the servers, then starts two of each kind with what they print', () => {
    expect(blocks[0]).toBe('npm run infra\n');
    expect(commandsIn(blocks[1] ?? '')).toEqual([
      'start:gateway',
      'start:gateway',
      'start:connectors',
      'start:connectors',
    ]);
    for (const line of blocks[1]!.trim().split('\n')) expect(line).toMatch(/^\. \.data\/infra\/environment && /);
  });

  it('states a dossier that there is, with the key that infra makes', () => {
    const [body] = /--data-binary @([^\s;]+)/.exec(blocks[2] ?? '')?.slice(1) ?? [];
    expect(JSON.parse(read(body!))).toMatchObject({ revision: 1 });
    expect(blocks[2]).toContain('.data/infra/demo-client.key');
  });
});
