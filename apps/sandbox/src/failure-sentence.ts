import type { SandboxOptions } from './sandbox.js';

/** One sentence about why the sandbox cannot start or go on, and what to do. */
export function failureSentence(error: unknown, { port, host, dataDir }: SandboxOptions): string {
  const { code, message } = error as NodeJS.ErrnoException;
  switch (code) {
    case 'EADDRINUSE':
      return `Port ${port} on ${host} is taken by another program; stop it or choose another port with --port.`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `${host} is not an address of this machine; choose another with --host.`;
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return (error as NodeJS.ErrnoException).syscall === 'listen'
        ? `Port ${port} may not be opened by this user; choose one above 1023 with --port.`
        : `The folder ${dataDir} is not writable; make it so or choose another with --data.`;
    case 'ENOENT':
      return `The folder ${dataDir} cannot be made; choose another with --data.`;
    case 'ENOTDIR':
    case 'EEXIST':
      return `${dataDir} is not a folder; choose another with --data.`;
    case 'ENOSPC':
      return `The disk of ${dataDir} is full; free some space or choose another folder (--data of npm run sandbox, DATA_DIR of npm start).`;
    default:
      return message;
  }
}
