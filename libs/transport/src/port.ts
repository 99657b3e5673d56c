/** One HTTP request to a partner; `path` is relative to the partner's configured base URL, never absolute. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** `none`: the body of the answer may not be kept; attempts record its size and SHA-256. Default: kept, sealed. */
  readonly keepAnswer?: 'none';
}

/** Why no usable answer came. */
export type TransportCause =
  | 'transport.timeout'
  | 'transport.connectionRefused'
  | 'transport.connectionReset'
  | 'transport.nameNotFound'
  | 'transport.tls'
  | 'transport.halfAnswer'
  | 'transport.answerTooLarge'
  | 'transport.requestTooLarge'
  | 'transport.addressNotAllowed'
  | 'transport.aborted'
  | 'transport.leaseLost'
  /** A defect of the caller (path, header, settings); never touches the network. `detail` says what. */
  | 'transport.invalidRequest'
  | 'transport.failed';

export interface HttpAnswer {
  readonly ok: true;
  readonly status: number;
  /** Lower-case names; repeated ones joined by ', ', `set-cookie` by a line break. */
  readonly headers: Readonly<Record<string, string>>;
  /** Decompressed. */
  readonly body: Uint8Array;
  readonly millis: number;
}

export interface HttpFailure {
  readonly ok: false;
  readonly cause: TransportCause;
  /**
   * False only when it is certain that no byte of this request was written to a socket: then nothing can have
   * happened at the partner.
   */
  readonly firstByteLeft: boolean;
  readonly millis: number;
  /** For developers: what is wrong with the request and where; never a value of it. */
  readonly detail?: string;
}

/** Any HTTP status is an answer; redirects are never followed and arrive as what they are. Never throws, never retries. */
export type HttpResult = HttpAnswer | HttpFailure;

/** What one call may carry beside the request. */
export interface CallOptions {
  readonly deadlineMs: number;
  readonly signal?: AbortSignal;
  /**
   * Called in the same turn of the event loop in which the first byte is handed to the socket; a throw stops the
   * request before that (the cause of a `TransportError`, else `transport.leaseLost`; `firstByteLeft: false`).
   */
  readonly beforeFirstByte?: () => void;
}

export interface Transport {
  request(request: HttpRequest, options: CallOptions): Promise<HttpResult>;
  /** Closes idle sockets and aborts calls still out. */
  close(): Promise<void>;
}

/** Safe defaults of a partner's transport; every one may be configured. */
export interface TransportSettings {
  /** http(s) origin and optional path prefix. */
  readonly baseUrl: string;
  readonly maxResponseBytes: number;
  readonly maxRequestBytes: number;
  /** Sockets to this partner. */
  readonly connections: number;
  readonly connectTimeoutMs: number;
  readonly keepAliveMs: number;
  readonly tls?: {
    readonly ca?: string;
    readonly cert?: string;
    readonly key?: string;
    readonly rejectUnauthorized?: boolean;
  };
  /** Explicit proxy; never taken from the environment. */
  readonly proxy?: string;
  /** Hosts may resolve to private addresses only when allowed (the sandbox is loopback). */
  readonly allowPrivateAddresses: boolean;
}
