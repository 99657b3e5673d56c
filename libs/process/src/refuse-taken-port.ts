import { createServer } from 'node:net';
import { StartRefused } from './refusal.js';

/**
 * Binds the port and lets go of it, before anything is opened that takes time: whoever starts hears at once that it cannot be had.
 * Rejects with the system's error, or with a sentence where the host is no name of any address.
 */
export function refuseTakenPort(port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    // Whoever calls in just this moment is sent away: waiting for them to leave would hold up the start.
    const probe = createServer((socket) => socket.destroy());
    probe.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        error.syscall === 'getaddrinfo'
          ? new StartRefused([`LISTEN_HOST names no address of this machine: ${host} (${error.code}).`])
          : error,
      ),
    );
    probe.listen({ port, host, exclusive: true }, () => probe.close(() => resolve()));
  });
}
