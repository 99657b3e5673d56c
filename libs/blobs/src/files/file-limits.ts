import { knownContentTypes } from './file-kinds.js';
import type { FileLimits } from './receive-file.js';

const megabyte = 1024 * 1024;

/** What a file of at most `bytes` may be. An office document of many equal cells packs to a fiftieth; what packs to less than a hundredth is none. */
export const fileLimits = (bytes: number, contentTypes: readonly string[] = knownContentTypes): FileLimits => ({
  ...{ bytes, contentTypes },
  archive: { bytes: 6 * bytes, ratio: 100, smallBytes: 16 * megabyte },
});
