declare module 'kafkajs/src/network/requestQueue/index.js' {
  /** Requests of one connection; only what the patch touches. */
  export default class RequestQueue {
    pending: unknown[];
    throttledUntil: number;
    scheduleCheckPendingRequests(): void;
  }
}
