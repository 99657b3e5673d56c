/**
 * A server that has nothing to do: it reads what it is sent and refuses it. What a flood costs others when it goes here is the
 * price of the flood on this machine, not of the product. Says its address over the channel to whoever started it.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const server = createServer((request, response) => {
  request.resume();
  request.once('end', () =>
    response.writeHead(429, { 'content-type': 'application/problem+json' }).end('{"waiting":0}'),
  );
});
server.listen(0, '127.0.0.1', () => {
  process.send?.({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
});
// Ends with whoever started it.
process.once('disconnect', () => process.exit());
