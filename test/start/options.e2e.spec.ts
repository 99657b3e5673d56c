import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from '../support/home.js';

/** A typing error on a command line ends at once: one sentence, and nothing has been started or measured. */
describe('options that cannot be', () => {
  const run = (...args: readonly string[]) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [...args], {
      ...{ cwd: root, encoding: 'utf8', timeout: 60_000 },
      env: { ...process.env, DATABASE_URL: '', KAFKA_BROKERS: '' },
    });
    return { status, stdout, said: stderr.trim().split('\n') };
  };
  const ofTest = (...args: readonly string[]) => run('--disable-warning=ExperimentalWarning', ...args);

  it.each([
    [['admission-day', '--fees', 'x'], /^bench admission-day: --fees must be a whole number from 1, got "x"\./],
    [['outage', '--runs=1.5'], /^bench outage: --runs must be a whole number from 1, got "1\.5"\./],
    [['throughput', '--from', '0'], /^bench throughput: --from must be a number above 0, got "0"\./],
    [['--seconds', '1e3'], /^bench throughput: --seconds must be/],
    [['overload', '--rate', '9'], /^bench overload: Unknown option '--rate'\. It takes \[--mode embedded\|cluster\]/],
    [['vietqr', '--times', '9'], /^bench vietqr: Unknown option '--times'\. It takes no options\./],
    [['feed', '--readers', '-1'], /^bench feed: .*--readers/],
    [['statement', '--mode', 'cluster'], /^bench statement: --mode must be postgres or embedded, got "cluster"\./],
    [['sizing', '--per-day', '10,many'], /^bench sizing: --per-day must be whole numbers/],
    [['all', '--seconds', '3'], /^bench sizing: Unknown option '--seconds'/],
  ])('npm run bench %j', (args, sentence) => {
    const { status, stdout, said } = run('scripts/bench.mjs', ...args);
    expect([status, stdout, said.length]).toEqual([2, '', 1]);
    expect(said[0]).toMatch(sentence);
  });

  it('a bench that is started by itself refuses the same', () => {
    const { status, stdout, said } = ofTest('test/bench/admission-day.bench.mts', '--fees', 'x');
    expect([status, stdout, said]).toEqual([
      ...[2, ''],
      ['bench admission-day: --fees must be a whole number from 1, got "x".'],
    ]);
  });

  it.each([
    ['chaos', 'minutes', '0'],
    ['chaos', 'minutes', 'x'],
    ['chaos', 'pause', '0.0'],
    ['drill', 'seconds', '0'],
    ['money', 'fees', '0'],
    ['agencies', 'dossiers', '0'],
    ['crash', 'rate', '0'],
  ])('%s --%s %s', (program, name, value) => {
    const { status, stdout, said } = ofTest(`test/${program}/${program}.mts`, `--${name}`, value);
    expect([status, stdout, said.length]).toEqual([2, '', 1]);
    expect(said[0]).toMatch(new RegExp(`^--${name} must be .*, got "${value}"; --help lists the options$`));
  });

  it.each([
    ['status', '--bogus'],
    ['status', 'now'],
    ['catch-up', '--bogus'],
  ])('npm run %s %s', (command, option) => {
    const { status, stdout, said } = run('scripts/upkeep.mjs', command, option);
    expect([status, stdout, said.length]).toEqual([1, '', 1]);
    expect(said[0]).toContain(option);
  });

  it('every option of every bench has what holds without it, and that is none that it refuses', async () => {
    const url = pathToFileURL(resolve('scripts/lib/bench-options.mjs')).href;
    const { readBenchOptions } = (await import(url)) as {
      readBenchOptions: (
        bench: string,
        args: readonly string[],
      ) => { values?: Record<string, string>; refused?: string };
    };
    const benches = /^ {2}(\S+) {2,}/gm;
    const help = run('scripts/bench.mjs', '--help').stdout;
    const names = [...help.matchAll(benches)].map(([, name]) => name!);
    expect(names.length).toBeGreaterThanOrEqual(14);
    for (const name of names) {
      const { values = {} } = readBenchOptions(name, []);
      const again = Object.entries(values).flatMap(([option, value]) => [`--${option}`, value]);
      expect([name, readBenchOptions(name, again)]).toEqual([name, { values }]);
    }
  });
});
