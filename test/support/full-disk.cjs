/**
 * A disk that runs full, for a process of a test: loaded before anything else (`NODE_OPTIONS=--require`), it lets the threads of
 * a process (the database is one) write so many bytes, and then says what the system says.
 */
const fs = require('node:fs');
const { syncBuiltinESMExports } = require('node:module');
const { isMainThread } = require('node:worker_threads');

let left = Number(process.env.BYTES_LEFT_ON_DISK ?? Infinity);

if (!isMainThread) {
  const { writeSync } = fs;
  fs.writeSync = (handle, data, ...rest) => {
    left -= typeof rest[1] === 'number' ? rest[1] : data.length;
    if (left >= 0) return writeSync(handle, data, ...rest);
    throw Object.assign(new Error('ENOSPC: no space left on device, write'), {
      code: 'ENOSPC',
      errno: -28,
      syscall: 'write',
    });
  };
  syncBuiltinESMExports();
}
