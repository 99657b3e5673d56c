import { Axios, type AxiosResponse } from 'axios';
import { Call } from './call.js';
import { openSockets, type Sockets } from './dispatcher.js';
import type {
  CallOptions,
  HttpAnswer,
  HttpFailure,
  HttpRequest,
  HttpResult,
  Transport,
  TransportSettings,
} from './port.js';
import { checkHeaders } from './request-guard.js';
import { targetOf, type Target } from './settings-guard.js';
import { causeOf, TransportError } from './transport-error.js';
import { undiciAdapter, type CallConfig } from './undici-adapter.js';

/**
 * The one way to a partner: axios over undici, with limits on everything.
 *
 * @param configure gets the axios instance, for interceptors
 * @throws TypeError or RangeError when the settings make no sense; afterwards nothing throws
 */
export function createTransport(settings: TransportSettings, configure?: (client: Axios) => void): Transport {
  const target = targetOf(settings);
  const sockets = openSockets(settings, target.origin);
  // Not `axios.create`: its defaults are for browsers, none of them is meant here, and each call would merge them again.
  const client = new Axios({
    adapter: undiciAdapter(sockets.dispatcher, target.origin, target.prefix, settings),
    baseURL: settings.baseUrl,
    allowAbsoluteUrls: false,
    proxy: false,
    maxRedirects: 0,
    maxContentLength: settings.maxResponseBytes,
    maxBodyLength: settings.maxRequestBytes,
    responseType: 'arraybuffer',
    decompress: false,
    validateStatus: () => true,
    // Bodies pass as the bytes they are, both ways.
    transformRequest: [],
    transformResponse: [],
    headers: { 'accept-encoding': 'identity', 'user-agent': 'LienThong' },
  });
  configure?.(client);
  return new AxiosTransport(settings, target, sockets, client);
}

class AxiosTransport implements Transport {
  readonly #out = new Set<Call>();
  #closed: Promise<void> | undefined;

  constructor(
    private readonly settings: TransportSettings,
    private readonly target: Target,
    private readonly sockets: Sockets,
    private readonly client: Axios,
  ) {}

  async request(request: HttpRequest, options: CallOptions): Promise<HttpResult> {
    const { maxResponseBytes } = this.settings;
    const call = new Call(options, { maxResponseBytes, breaking: this.sockets.breaking });
    this.#out.add(call);
    try {
      this.#check(request);
      const { method, path: url, headers = {}, body: data } = request;
      const config: CallConfig = {
        method,
        url,
        data,
        headers: withContentType(headers),
        timeout: options.deadlineMs,
        call,
      };
      // The call may end while an interceptor is still at work.
      return answerOf(
        call,
        await Promise.race([this.client.request<Buffer, AxiosResponse<Buffer>>(config), call.failed]),
      );
    } catch (error) {
      // Whatever threw: nothing of this call may happen after its result is known.
      call.fail(new TransportError('transport.aborted'));
      return failureOf(call, error);
    } finally {
      call.close();
      this.#out.delete(call);
    }
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  #check(request: HttpRequest): void {
    if (this.#closed) throw new TransportError('transport.aborted');
    if (this.target.notAllowed) throw new TransportError('transport.addressNotAllowed');
    checkHeaders(request.headers ?? {});
  }

  async #close(): Promise<void> {
    for (const call of this.#out) call.fail(new TransportError('transport.aborted'));
    await this.sockets.destroy();
  }
}

/** axios would add a content type of its own choice where the caller gave none; `false` keeps it out. */
function withContentType(headers: Readonly<Record<string, string>>): Record<string, string | false> {
  const given = Object.keys(headers).some((name) => name.toLowerCase() === 'content-type');
  return given ? headers : { 'content-type': false, ...headers };
}

function answerOf(call: Call, response: AxiosResponse<Buffer>): HttpAnswer {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(response.headers)) {
    const lower = name.toLowerCase();
    if (Array.isArray(value)) headers[lower] = value.join(lower === 'set-cookie' ? '\n' : ', ');
    else if (value != null) headers[lower] = String(value);
  }
  return { ok: true, status: response.status, headers, body: response.data, millis: call.millis };
}

/** Only the call knows whether its first byte left; whatever threw is asked for the cause alone. */
function failureOf(call: Call, error: unknown): HttpFailure {
  const detail = error instanceof TransportError ? error.detail : undefined;
  return {
    ok: false,
    cause: causeOf(error, false),
    firstByteLeft: call.firstByteLeft,
    millis: call.millis,
    ...(detail === undefined ? {} : { detail }),
  };
}
