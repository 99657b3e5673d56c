/**
 * A disk that runs full, for a process of a test: loaded before anything else (`NODE_OPTIONS=--require`), it lets the files
 * that the threads of a process write (the database is one) grow by so many bytes, and then says what the system says.
 */
const fs = require('node:fs');
const { syncBuiltinESMExports } = require('node:module');
const { isMainThread } = require('node:worker_threads');

let left = Number(process.env.BYTES_LEFT_ON_DISK ?? Infinity);

if (!isMainThread) {
  const { writeSync } = fs;
  fs.writeSync = (handle, data, ...rest) => {
    const [, length = data.length, position] = rest;
    // What a file holds already can be written anew on the fullest disk.
    const grows = typeof position === 'number' ? position + length - fs.fstatSync(handle).size : length;
    left -= Math.max(0, grows);
    if (grows <= 0 || left >= 0) return writeSync(handle, data, ...rest);
    throw Object.assign(new Error('ENOSPC: no space left on device, write'), {
      code: 'ENOSPC',
      errno: -28,
      syscall: 'write',
    });
  };
  syncBuiltinESMExports();
}
