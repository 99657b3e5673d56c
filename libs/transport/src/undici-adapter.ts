import type { AxiosAdapter, AxiosRequestConfig, AxiosResponse, InternalAxiosRequestConfig } from 'axios';
import type { Dispatcher } from 'undici';
import type { Call } from './call.js';
import { codingsOf, decodeBody } from './decode-body.js';
import type { TransportSettings } from './port.js';
import { bodyBytes, checkPath } from './request-guard.js';
import { TransportError } from './transport-error.js';

/** axios configuration that carries the call it belongs to; axios hands it on untouched. */
export interface CallConfig extends AxiosRequestConfig {
  readonly call: Call;
}

/**
 * axios over undici: axios keeps its interceptors, its shapes and its errors, undici does the work, for about
 * a third of the CPU of axios's own Node adapter (test/bench/transport.bench.mts).
 *
 * @param origin scheme, host and port every request goes to, whatever its URL says
 * @param prefix path every request is below, without a slash at its end
 */
export const undiciAdapter =
  (dispatcher: Dispatcher, origin: string, prefix: string, settings: TransportSettings): AxiosAdapter =>
  async (config) => {
    const { call } = config as InternalAxiosRequestConfig & Partial<CallConfig>;
    if (!call) throw new TransportError('transport.invalidRequest', 'only calls of the transport may be made');
    const raw = await call.dispatch(dispatcher, dispatchOptions(config, origin, prefix, settings));
    const codings = codingsOf(raw.headers['content-encoding']);
    const data = await decodeBody(raw.body, codings, settings.maxResponseBytes);
    const { status, statusText, headers } = raw;
    return { data, status, statusText, headers, config, request: undefined } as AxiosResponse<Buffer>;
  };

function dispatchOptions(
  config: InternalAxiosRequestConfig,
  origin: string,
  prefix: string,
  settings: TransportSettings,
): Dispatcher.DispatchOptions {
  const path = config.url ?? '';
  checkPath(path);
  if (config.params !== undefined)
    throw new TransportError('transport.invalidRequest', 'params: put the query into the path');
  return {
    origin,
    path: joinPath(prefix, path),
    method: (config.method ?? 'get').toUpperCase(),
    headers: config.headers.toJSON() as Record<string, string>,
    body: bodyBytes(config.data as string | Uint8Array | undefined, settings),
    idempotent: false,
  };
}

const joinPath = (prefix: string, path: string): string => {
  if (path.startsWith('/')) return prefix + path;
  return path === '' || path.startsWith('?') ? (prefix || '/') + path : `${prefix}/${path}`;
};
