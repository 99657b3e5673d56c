import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';

const root = resolve(__dirname, '../..');
const settings = ['nest-cli.json', 'package.json', 'tsconfig.json', 'tsconfig.base.json'];

/** The sides as they stand, without outputs, in a folder of their own; libraries are those that are built already. */
describe('npx nest build', () => {
  let copy: string;

  beforeEach(() => {
    copy = mkdtempSync(join(tmpdir(), 'lienthong-nest-'));
    for (const file of settings) cpSync(join(root, file), join(copy, file));
    cpSync(join(root, 'apps'), join(copy, 'apps'), {
      recursive: true,
      filter: (path) => !/[\\/](dist|node_modules)$/.test(path),
    });
    for (const folder of ['libs', 'node_modules']) symlinkSync(join(root, folder), join(copy, folder));
  });
  afterEach(() => rmSync(copy, { recursive: true, force: true }));

  const build = (app: string) =>
    spawnSync(process.execPath, [join(root, 'node_modules/@nestjs/cli/bin/nest.js'), 'build', app], {
      cwd: copy,
      encoding: 'utf8',
      timeout: 120_000,
    });

  it.each(['gateway', 'connectors'])(
    '%s: writes the program beside its sources',
    (app) => {
      const { status, stdout, stderr } = build(app);

      expect([status, stdout + stderr]).toEqual([0, expect.not.stringContaining('error')]);
      const wanted = ['main.js', `${app}.module.js`];
      expect(wanted.filter((file) => existsSync(join(copy, 'apps', app, 'dist', file)))).toEqual(wanted);
    },
    130_000,
  );

  it('takes in nothing of the reference partner, its connector or the sandbox', () => {
    const tsc = (...args: string[]): string[] => {
      const compiler = join(root, 'node_modules/typescript-native/bin/tsc');
      return spawnSync(process.execPath, [compiler, ...args], { cwd: root, encoding: 'utf8' }).stdout.split('\n');
    };
    const projectsOf = (...wanted: string[]): string[] =>
      tsc('-b', '--dry', '--force', ...wanted)
        .flatMap((line) => /'(.*\.json)'/.exec(line)?.[1] ?? [])
        .map((project) => relative(root, project));
    const production = projectsOf('apps/gateway/tsconfig.app.json', 'apps/connectors/tsconfig.app.json');
    const sources = ['libs/connector-kit/tsconfig.json', 'apps/connectors/tsconfig.app.json']
      .flatMap((project) => tsc('-p', project, '--listFilesOnly'))
      .map((file) => relative(root, file));
    const aside = /^libs\/connector-kit\/(src|dist)\/testing\/|^apps\/(sandbox|connectors\/src\/testing)\//;

    expect(production).toEqual(expect.arrayContaining(['libs/connector-kit/tsconfig.json']));
    expect(production.filter((project) => /testing|sandbox/.test(project))).toEqual([]);
    expect(sources).toEqual(expect.arrayContaining(['apps/connectors/src/main.ts', 'libs/connector-kit/src/port.ts']));
    expect(sources.filter((file) => aside.test(file))).toEqual([]);
    expect(projectsOf()).toEqual(
      expect.arrayContaining(['libs/connector-kit/tsconfig.testing.json', 'apps/sandbox/tsconfig.json']),
    );
  }, 130_000);

  it('fails where a source is wrong', () => {
    cpSync(join(root, 'test/build/wrong.ts.txt'), join(copy, 'apps/gateway/src/wrong.ts'));
    const { status, stdout, stderr } = build('gateway');

    expect([status, stdout + stderr]).toEqual([1, expect.stringContaining('apps/gateway/src/wrong.ts')]);
  }, 130_000);
});
