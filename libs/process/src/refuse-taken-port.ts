import { createServer } from 'node:net';

/**
 * Binds the port and lets go of it, before anything is opened that takes time: whoever starts hears at once that it cannot be had.
 * Rejects with the system's error.
 */
export function refuseTakenPort(port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen({ port, host, exclusive: true }, () => probe.close(() => resolve()));
  });
}
