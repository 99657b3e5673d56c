// NODEFS as PGlite ships it has no fsync: a commit reaches the page cache and no further. This adds it.
import { closeSync, fsyncSync, openSync } from 'node:fs';
import { NodeFS } from '@electric-sql/pglite/nodefs';

/** PGlite's NODEFS with a real fsync; `syncs` counts the calls, so that a self-check can see that they happen. */
export class DurableNodeFS extends NodeFS {
  syncs = 0;

  constructor(folder, { onAbort } = {}) {
    super(folder);
    this.onAbort = onAbort;
  }

  async init(pg, options) {
    const result = await super.init(pg, options);
    if (this.onAbort) result.emscriptenOpts.onAbort = this.onAbort;
    result.emscriptenOpts.preRun.push((mod) => {
      const nodefs = mod.NODEFS;
      nodefs.stream_ops.fsync = (stream) => {
        this.syncs += 1;
        if (typeof stream.nfd === 'number') {
          fsyncSync(stream.nfd);
          return 0;
        }
        const directory = openSync(nodefs.realPath(stream.node), 'r');
        try {
          fsyncSync(directory);
        } finally {
          closeSync(directory);
        }
        return 0;
      };
    });
    return result;
  }
}
