// WASI error numbers, as emscripten's file system throws them: objects without a message.
const names = {
  2: 'EACCES',
  20: 'EEXIST',
  28: 'EINVAL',
  29: 'EIO',
  33: 'EMFILE',
  44: 'ENOENT',
  51: 'ENOSPC',
  54: 'ENOTDIR',
  63: 'EPERM',
  69: 'EROFS',
};

/** What an error of PGlite, of its file system or of Node says, in one line. */
export function describeError(error) {
  if (error === null || typeof error !== 'object') return String(error);
  const code = error.code ?? names[error.errno] ?? (error.errno === undefined ? '' : `errno ${error.errno}`);
  return `${code} ${error.message ?? error.name ?? ''}`.trim();
}
