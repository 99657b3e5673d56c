import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeBlobsContract } from '../testing/index.js';
import { FolderBlobs } from './folder-blobs.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'blobs-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describeBlobsContract('a folder', async () => ({
  blobs: await FolderBlobs.open(folder),
  again: () => FolderBlobs.open(folder),
}));

test('nobody else may read them, and nothing is left beside them', async () => {
  const blobs = await FolderBlobs.open(join(folder, 'new', 'deep'));
  const { address } = await blobs.put(
    (async function* () {
      yield Buffer.from('abc');
    })(),
  );
  const shelf = join(folder, 'new', 'deep', address.slice(0, 2));
  expect((await stat(join(shelf, address))).mode & 0o077).toBe(0);
  expect((await stat(shelf)).mode & 0o077).toBe(0);
  expect(await readdir(join(folder, 'new', 'deep', 'unfinished'))).toEqual([]);
});

test('a folder that cannot be written is refused when it is opened', async () => {
  await expect(FolderBlobs.open(join('/dev/null', 'blobs'))).rejects.toThrow(/ENOTDIR/);
});
