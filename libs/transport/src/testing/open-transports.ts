import type { Axios } from 'axios';
import { createTransport } from '../create-transport.js';
import type { CallOptions, HttpFailure, HttpResult, Transport, TransportSettings } from '../port.js';
import { rawServer, type Behaviour, type RawServer } from './raw-server.js';

/** Transports and raw servers of one test file, all ended by `close`. */
export class OpenTransports {
  readonly #ends: (() => Promise<void>)[] = [];

  async server(behaviour: Behaviour, tls?: Parameters<typeof rawServer>[1]): Promise<RawServer> {
    const server = await rawServer(behaviour, tls);
    this.#ends.push(server.close);
    return server;
  }

  transport(
    base: string | { readonly port: number },
    settings: Partial<TransportSettings> = {},
    configure?: (client: Axios) => void,
  ): Transport {
    const transport = createTransport(
      {
        baseUrl: typeof base === 'string' ? base : `http://127.0.0.1:${base.port}`,
        maxResponseBytes: 1_000_000,
        maxRequestBytes: 1_000_000,
        connections: 4,
        connectTimeoutMs: 5000,
        keepAliveMs: 10_000,
        allowPrivateAddresses: true,
        ...settings,
      },
      configure,
    );
    this.#ends.push(() => transport.close());
    return transport;
  }

  async close(): Promise<void> {
    for (const end of this.#ends.splice(0).reverse()) await end();
  }
}

/** A POST with a short body and time enough. */
export const send = (transport: Transport, options: Partial<CallOptions> = {}, path = '/send'): Promise<HttpResult> =>
  transport.request(
    { method: 'POST', path, body: 'body', headers: { 'content-type': 'text/plain' } },
    { deadlineMs: 10_000, ...options },
  );

/** The failure without its duration; an answer is an error of the test. */
export function failure(result: HttpResult): Omit<HttpFailure, 'millis'> {
  if (result.ok) throw new Error(`an answer (${result.status}) where a failure was expected`);
  const { millis: _millis, ...rest } = result;
  return rest;
}
