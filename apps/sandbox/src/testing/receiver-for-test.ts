import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A notification as it came over the wire. */
export interface Received {
  method: string;
  /** Path with its query. */
  url: string;
  /** As sent: name, value, name, value … */
  rawHeaders: string[];
  headers: IncomingMessage['headers'];
  body: string;
}

export type Answer = { status: number; body: string } | 'cut' | 'silent';

/** Stands where our callback server stands: keeps every request and answers as told. */
export async function receiverForTest(answer: (received: Received, earlier: number) => Answer) {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      const { method = '', url = '', rawHeaders, headers } = request;
      const one = { method, url, rawHeaders, headers, body: Buffer.concat(pieces).toString('utf8') };
      const said = answer(one, received.length);
      received.push(one);
      if (said === 'cut') request.socket.destroy();
      else if (said !== 'silent')
        response.writeHead(said.status, { 'content-type': 'application/json' }).end(said.body);
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    received,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** Settles when so many have come; fails after thirty seconds. */
    async until(count: number): Promise<Received[]> {
      for (const end = Date.now() + 30_000; received.length < count;) {
        if (Date.now() > end) throw new Error(`${received.length} of ${count} notifications came`);
        await new Promise((resume) => setTimeout(resume, 5));
      }
      return received;
    },
    async end() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

export type ReceiverForTest = Awaited<ReturnType<typeof receiverForTest>>;
