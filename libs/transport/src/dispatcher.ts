import type { Socket } from 'node:net';
import { buildConnector, Pool, ProxyAgent, type Dispatcher } from 'undici';
import { publicLookup } from './address-guard.js';
import type { TransportSettings } from './port.js';
import { TransportError } from './transport-error.js';

/** The sockets to one partner. */
export interface Sockets {
  readonly dispatcher: Dispatcher;
  /** Is a socket of ours just being told that its connection broke? Then an answer ending now was not ended by its sender. */
  readonly breaking: () => boolean;
  /** Ends every connection, those still being made too. */
  destroy(): Promise<void>;
}

export function openSockets(settings: TransportSettings, origin: string): Sockets {
  const connecting = new Set<Socket>();
  let breaking = false;
  const onError = (): void => {
    breaking = true;
    queueMicrotask(() => (breaking = false));
  };
  const connect = guardedConnector(settings, connecting, onError);
  const dispatcher =
    settings.proxy === undefined ? directPool(settings, origin, connect) : proxied(settings, settings.proxy);
  return {
    dispatcher,
    breaking: () => breaking,
    destroy: async () => {
      for (const socket of connecting) socket.destroy(new TransportError('transport.aborted'));
      await dispatcher.destroy();
    },
  };
}

/** No pipelining, no HTTP/2, no time-outs of undici's own: one deadline, ours, covers a call from end to end. */
const poolOptions = (settings: TransportSettings): Pool.Options => ({
  connections: settings.connections,
  // Zero tells undici not to keep a connection.
  pipelining: settings.keepAliveMs > 0 ? 1 : 0,
  ...(settings.keepAliveMs > 0
    ? { keepAliveTimeout: settings.keepAliveMs, keepAliveMaxTimeout: settings.keepAliveMs }
    : {}),
  headersTimeout: 0,
  bodyTimeout: 0,
  allowH2: false,
});

const directPool = (settings: TransportSettings, origin: string, connect: buildConnector.connector): Pool =>
  new Pool(origin, { ...poolOptions(settings), connect });

/**
 * Through the configured proxy: a CONNECT tunnel for https, absolute-form requests for http. The proxy resolves names,
 * so only an address written into the base URL can be judged.
 */
function proxied(settings: TransportSettings, proxy: string): ProxyAgent {
  const options = poolOptions(settings);
  return new ProxyAgent({
    ...options,
    uri: proxy,
    connectTimeout: settings.connectTimeoutMs,
    requestTls: { ...settings.tls },
    factory: (origin: URL, given: object) => new Pool(origin, { ...options, ...given }),
    clientFactory: (origin: URL, given: object) =>
      new Pool(origin, { ...options, headersTimeout: settings.connectTimeoutMs, ...given }),
  });
}

/** undici's connector with the address rule, an exact connect time-out (TLS included) and an ear on the socket's errors. */
function guardedConnector(
  settings: TransportSettings,
  connecting: Set<Socket>,
  onError: () => void,
): buildConnector.connector {
  // The declared type forgets that the connector returns its socket.
  const base = buildConnector({
    ...settings.tls,
    allowH2: false,
    timeout: 0,
    ...(settings.allowPrivateAddresses ? {} : { lookup: publicLookup }),
  }) as (...args: Parameters<buildConnector.connector>) => Socket;

  return (options, callback) => {
    const socket = base(options, (...result) => {
      clearTimeout(timer);
      connecting.delete(socket);
      callback(...result);
    });
    const timer = setTimeout(() => socket.destroy(new TransportError('transport.timeout')), settings.connectTimeoutMs);
    connecting.add(socket);
    socket.on('error', onError);
  };
}
