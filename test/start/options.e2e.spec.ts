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
    [['nothing'], /^There is no bench "nothing"\./],
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

  it('a drill is not made for a backup that is none', () => {
    const { status, stdout, said } = ofTest('test/drill/drill.mts', '--of', 'package.json');
    expect([status, stdout]).toEqual([2, '']);
    expect(said).toEqual([
      expect.stringMatching(/^--of package\.json cannot be restored: it is no backup, cut short or damaged/),
    ]);
  });

  it.each([
    ['status', '--bogus'],
    ['status', 'now'],
    ['catch-up', '--bogus'],
    ['backup', '--bogus'],
    ['restore', '--bogus'],
  ])('npm run %s %s', (command, option) => {
    const { status, stdout, said } = run('scripts/upkeep.mjs', command, option);
    expect([status, stdout, said.length]).toEqual([2, '', 1]);
    expect(said[0]).toContain(option);
  });

  it.each([
    [['backup'], ['--to is missing: npm run backup -- --to <file>.']],
    [['restore'], ['--from is missing: npm run restore -- --from <file> [--replace] [--leave-topics].']],
    [
      ['catch-up', '--rate', '5', '--since', '2026-02-30'],
      [
        '--unit is missing: a unit of the configuration, H44.01',
        '--since is 2026-02-30; allowed: a day that there is, 2026-01-01',
        '--rate is 5; allowed: from 4/h to 1000/s, as 5/s, 30/min or 100/h',
        'npm run catch-up -- --unit H44.01 --since 2026-01-01 [--rate 5/s] | --stop | --status',
      ],
    ],
  ])('npm run %j says all that is wrong', (args, sentences) => {
    expect(run('scripts/upkeep.mjs', ...args)).toEqual({ status: 2, stdout: '', said: sentences });
  });

  it.each([
    ['build-areas.mjs', '--help', 0],
    ['build-areas.mjs', 'docs', 2],
    ['generated.mjs', '--help', 0],
  ])('scripts/%s %s', (script, option, code) => {
    const { status, stdout, said } = run(`scripts/${script}`, option);
    expect([status, stdout === '', said.length]).toEqual([code, code === 2, 1]);
    if (code === 2) expect(said[0]).toMatch(/^areas: docs has no dataset\.db and no converter_2025\.json; /);
    else expect(stdout).toMatch(/^npm run (areas|generate) /);
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
