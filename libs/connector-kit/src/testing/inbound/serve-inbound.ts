import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Callbacks } from '../../inbound/callbacks.js';
import type { InboundDoor } from '../../inbound/port.js';
import type { Served } from './harness.js';

/** A server of Node's own over a door, for the kit's tests; a process has its framework's. */
export async function serveInbound(
  door: InboundDoor,
  { requestTimeoutMs }: { requestTimeoutMs: number },
): Promise<Served> {
  const callbacks = new Callbacks(door);
  const server = createServer(
    { requestTimeout: requestTimeoutMs, connectionsCheckingInterval: 50 },
    (request, response) => {
      void callbacks
        .body(request, (maxBytes) => bytesOf(request, maxBytes))
        .then((body) => callbacks.take(request, body))
        .then(({ status, contentType, headers, body }) =>
          response.writeHead(status, { ...headers, 'content-type': contentType }).end(body),
        )
        .catch(() => response.destroy());
    },
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function bytesOf(request: IncomingMessage, mostBytes: number): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += (chunk as Buffer).byteLength;
    if (bytes <= mostBytes) chunks.push(chunk as Buffer);
  }
  return bytes <= mostBytes ? Buffer.concat(chunks) : undefined;
}
