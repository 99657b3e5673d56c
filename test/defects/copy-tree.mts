import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * A copy of the tree, without what is ignored, with what is installed linked into it; our own packages resolve to the copy. It can be built
 * and changed without the original noticing.
 */
export function copyTree(root: string, target: string): void {
  const wanted = ['libs', 'apps', 'test', 'scripts', '*.json', '*.cjs'];
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard', ...wanted], {
    cwd: root,
    encoding: 'utf8',
  });
  for (const file of listed.split('\0').filter((name) => name && existsSync(join(root, name)))) {
    mkdirSync(dirname(join(target, file)), { recursive: true });
    cpSync(join(root, file), join(target, file));
  }
  linkInstalled(root, target);
}

function linkInstalled(root: string, target: string): void {
  const modules = join(target, 'node_modules');
  mkdirSync(join(modules, '@lienthong'), { recursive: true });
  for (const name of readdirSync(join(root, 'node_modules'))) {
    if (name !== '@lienthong') symlinkSync(join(root, 'node_modules', name), join(modules, name));
  }
  for (const folder of ['libs', 'apps'].flatMap((room) =>
    readdirSync(join(target, room)).map((name) => join(room, name)),
  )) {
    const file = join(target, folder, 'package.json');
    if (!existsSync(file)) continue;
    const { name } = JSON.parse(readFileSync(file, 'utf8')) as { name: string };
    symlinkSync(join(target, folder), join(modules, name));
  }
}
