import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** One ```sh block of a page. */
export interface Block {
  readonly text: string;
  /** `<!-- not run: … -->` before it: why no test runs it here. */
  readonly notRun?: string;
  /** `<!-- refused: 409 422 -->` before it: what the page says will be refused, in its order. */
  readonly refused: readonly number[];
}

const fence = /((?:<!--[^]*?-->\s*)*)^```(\S*)\n([^]*?)^```$/gm;

/** Every block of commands; a block that does not say what it is would be run by nobody. */
export function blocksOf(page: string): readonly Block[] {
  const found = [...page.matchAll(fence)];
  if (found.some(([, , kind]) => kind === '')) throw new Error('a block without a language: say sh, json, text, …');
  return found
    .filter(([, , kind]) => kind === 'sh')
    .map(([, comments = '', , text = '']) => {
      const notRun = /<!-- not run: ([^]*?) -->/.exec(comments)?.[1];
      const refused = /<!-- refused: ([\d ]+) -->/.exec(comments)?.[1]?.split(' ').map(Number) ?? [];
      return { text, refused, ...(notRun === undefined ? {} : { notRun }) };
    });
}

/** A page that says `with the variables of [Title](page.md)` begins with that page's first block. */
function prefaceOf(file: string, page: string): string {
  const other = /with the variables of \[[^\]]+\]\(([^)]+\.md)\)/.exec(page)?.[1];
  return other === undefined ? '' : (blocksOf(readFileSync(join(dirname(file), other), 'utf8'))[0]?.text ?? '');
}

/** What came of a block: HTTP statuses of its calls in their order, 0 where nobody answered. */
export interface Ran {
  readonly block: Block;
  readonly statuses: readonly number[];
}

export interface Place {
  readonly root: string;
  /** A folder of the run's own. */
  readonly folder: string;
  readonly dataDir: string;
  readonly port: number;
  readonly sandboxPort: number;
}

/** Levels that are 0 when everything has gone where it goes. */
const underWay = ['outbox_rows', 'bus_lag_records', 'exchanges_ready', 'calls_in_flight'];

/** The repository's folder as a reader has it, without being it: what commands leave there goes with the test. */
export function readersFolder({ root, folder, dataDir, port }: Place): string {
  const [place, bin] = [join(folder, 'reader'), join(folder, 'bin')];
  mkdirSync(place);
  mkdirSync(bin);
  for (const name of readdirSync(root).filter((one) => !one.startsWith('.')))
    symlinkSync(join(root, name), join(place, name));
  symlinkSync(dataDir, join(place, '.data'));
  const [curl, sleep] = ['curl', 'sleep'].map((name) =>
    execFileSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' }).trim(),
  );
  const program = (name: string, text: string): void =>
    writeFileSync(join(bin, name), `#!/bin/sh\n${text}`, { mode: 0o755 });
  // Tells each status on the side, and has an end.
  program('curl', `exec ${curl} --max-time 30 -w '%{stderr}HTTP %{http_code}\\n' "$@"\n`);
  // On a busy machine what a page waits a second for may take longer: nothing may be under way any more, for ten seconds at most.
  program(
    'sleep',
    `${sleep} "$@"
for i in $(seq 40); do
  ${curl} -s --max-time 5 http://127.0.0.1:${port}/metrics | grep -E '^lienthong_(${underWay.join('|')})[ {]' | grep -qv ' 0$' || exit 0
  ${sleep} 0.25
done
`,
  );
  return place;
}

const pageMillis = 60_000;

/** Runs what a page prints, in order, in one shell that ends at the first failure. */
export async function runPage(file: string, place: Place): Promise<readonly Ran[]> {
  const page = readFileSync(file, 'utf8');
  const blocks = blocksOf(page).filter(({ notRun }) => notRun === undefined);
  const script = [prefaceOf(file, page), ...blocks.map(({ text }) => text)]
    .map((text, at) => `echo "== block ${at}" >&2\n${text}`)
    .join('\n')
    .replaceAll(':8080', `:${place.port}`)
    .replaceAll(':8091', `:${place.sandboxPort}`);
  const { folder, dataDir, port, sandboxPort } = place;
  const env = {
    ...process.env,
    ...{ PATH: `${join(folder, 'bin')}:${process.env['PATH']}`, TMPDIR: folder },
    ...{
      DATA_DIR: dataDir,
      PORT: String(port),
      SANDBOX_PORT: String(sandboxPort),
      DATABASE_URL: '',
      KAFKA_BROKERS: '',
    },
  };
  const said = await new Promise<string>((done, failed) => {
    execFile(
      'sh',
      ['-eu', '-c', script],
      { cwd: join(folder, 'reader'), env, timeout: pageMillis },
      (error, out, err) => {
        if (error)
          failed(
            new Error(`${basename(file)}: ${error.code ?? error.signal}\n${out.slice(-1_000)}\n${err.slice(-2_000)}`),
          );
        else done(err);
      },
    );
  });
  const parts = said.split(/^== block \d+$/m).slice(2);
  return blocks.map((block, at) => ({
    block,
    statuses: [...(parts[at] ?? '').matchAll(/^HTTP (\d{3})$/gm)].map(([, status]) => Number(status)),
  }));
}
