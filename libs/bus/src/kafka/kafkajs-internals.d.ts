declare module 'kafkajs/src/network/requestQueue/index.js' {
  /** Requests of one connection; only what the patch touches. */
  export default class RequestQueue {
    pending: unknown[];
    throttledUntil: number;
    scheduleCheckPendingRequests(): void;
  }
}

declare module 'kafkajs/src/protocol/requests/index.js' {
  export interface ProduceOptions extends Produce {
    readonly compression?: number;
    readonly transactionalId?: string;
    readonly producerId?: unknown;
  }
  type Produce = import('./encode-produce.js').Produce;

  /** Only what has `buf` and `buffer` is taken for one. */
  export interface Encoded {
    readonly buf: Buffer;
    readonly buffer: Buffer;
  }

  type MakeRequest = (options: ProduceOptions) => {
    readonly request: { readonly encode: () => Promise<Encoded> };
    readonly response: unknown;
  };

  /** How requests are made, by name and version; only what the patch touches. */
  export const requests: { readonly Produce: { protocol: (chosen: { readonly version: number }) => MakeRequest } };
}
