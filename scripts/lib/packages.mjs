import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Every package under apps/ and libs/ of a tree: its folder, its sources, and the entries other packages may import. */
export function packagesOf(base) {
  return ['apps', 'libs'].flatMap((room) =>
    foldersOf(join(base, room)).map((name) => ({
      room,
      name,
      folder: `${room}/${name}`,
      import: `@lienthong/${name}`,
    })),
  );
}

/** `@lienthong/x` and `@lienthong/x/testing` lead to sources, so that the arrows can be checked without a build. */
export function sourceAliases(base) {
  const aliases = {};
  for (const { folder, import: name } of packagesOf(base)) {
    for (const [suffix, entry] of [
      ['/testing', 'src/testing/index.ts'],
      ['', 'src/index.ts'],
    ]) {
      const file = join(base, folder, entry);
      if (existsSync(file)) aliases[`${name}${suffix}$`] = file;
    }
  }
  return aliases;
}

const foldersOf = (folder) =>
  existsSync(folder)
    ? readdirSync(folder, { withFileTypes: true })
        .filter((entry) => entry.isDirectory() && existsSync(join(folder, entry.name, 'src')))
        .map((entry) => entry.name)
    : [];
