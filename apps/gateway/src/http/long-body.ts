import type { Socket } from 'node:net';
import type { FastifyRequest } from 'fastify';

const longBodies = new WeakSet<Socket>();

/**
 * The body of this request is a stream that is worked on while it comes: the time for whole requests is not for it. A connection on
 * which nothing moves is ended all the same, and so is one after `millis`.
 */
export function allowLongBody({ raw }: FastifyRequest, millis: number): void {
  const { socket } = raw;
  longBodies.add(socket);
  const over = setTimeout(() => socket.destroy(), millis).unref();
  raw.once('close', () => {
    clearTimeout(over);
    longBodies.delete(socket);
  });
}

export const hasLongBody = (socket: Socket): boolean => longBodies.has(socket);
