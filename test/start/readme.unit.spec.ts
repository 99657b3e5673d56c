import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';

const root = resolve(__dirname, '../..');
const read = (file: string): string => readFileSync(resolve(root, file), 'utf8');
const { scripts } = JSON.parse(read('package.json')) as { scripts: Readonly<Record<string, string>> };

/** `npm start`, `npm test`, `npm run <name>`, wherever it stands. */
const commandsIn = (text: string): string[] =>
  [...text.matchAll(/\bnpm (?:run ([\w:-]+)|(start|test)\b)/g)].map(([, named, usual]) => (named ?? usual)!);

describe.each(['README.md', 'CONTRIBUTING.md', 'docs/operations.md', 'docs/how-to/backup-and-restore.md'])(
  '%s',
  (file) => {
    const text = read(file);

    it('names commands that there are', () => {
      const commands = commandsIn(text);
      expect(commands.length).toBeGreaterThan(0);
      expect(commands.filter((name) => !(name in scripts))).toEqual([]);
    });

    it('points at files that there are', () => {
      const folder = resolve(root, file, '..');
      const files = [...text.matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)].map(([, path]) => path!);
      expect(files.filter((path) => !existsSync(resolve(folder, path)))).toEqual([]);
    });
  },
);

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
    const [body] = /--data-binary @(\S+)/.exec(blocks[2] ?? '')?.slice(1) ?? [];
    expect(JSON.parse(read(body!))).toMatchObject({ revision: 1 });
    expect(blocks[2]).toContain('.data/infra/demo-client.key');
  });
});
