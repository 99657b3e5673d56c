import type { IncomingHttpHeaders } from 'node:http';
import { performance } from 'node:perf_hooks';
import { reached } from '@lienthong/contracts';
import type { Dispatcher } from 'undici';
import type { CallOptions } from './port.js';
import { causeOf, TransportError } from './transport-error.js';

/** What came back, before anything is done with it. */
export interface RawAnswer {
  readonly status: number;
  readonly statusText: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

const longestTimerMs = 2 ** 31 - 1;

/**
 * One call from its first moment to its end, and the handler undici tells about it.
 *
 * `firstByteLeft` rests on `onRequestStart`: undici calls it in the very function that then writes the head to a
 * connected socket, with nothing in between that waits; what throws there is never written. Everything that can go
 * wrong earlier (queue, name, connection, TLS) therefore leaves it false, everything later finds it true.
 */
export class Call implements Dispatcher.DispatchHandler {
  readonly startedAt = performance.now();
  firstByteLeft = false;
  /** Rejects when the call ends without an answer; never resolves. */
  readonly failed: Promise<never>;
  readonly answer: Promise<RawAnswer>;

  #over = false;
  #answerBegun = false;
  #received = 0;
  #status = 0;
  #statusText = '';
  #headers: IncomingHttpHeaders = {};
  #chunks: Buffer[] = [];
  #controller: Dispatcher.DispatchController | undefined;
  #rejectFailed!: (error: TransportError) => void;
  #reject!: (error: TransportError) => void;
  #resolve!: (answer: RawAnswer) => void;
  #timer: NodeJS.Timeout | undefined;
  readonly #onAbort = (): void => this.fail(new TransportError('transport.aborted'));

  constructor(
    private readonly options: CallOptions,
    private readonly limits: { readonly maxResponseBytes: number; readonly breaking: () => boolean },
  ) {
    this.failed = new Promise((_resolve, reject) => (this.#rejectFailed = reject));
    this.answer = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    // Both are also ways to be told; nobody may be listening yet when they end.
    this.failed.catch(() => undefined);
    this.answer.catch(() => undefined);
    if (options.deadlineMs > 0) {
      this.#timer = setTimeout(() => this.#expire(), Math.min(options.deadlineMs, longestTimerMs));
    } else this.#expire();
    if (options.signal?.aborted) this.#onAbort();
    else options.signal?.addEventListener('abort', this.#onAbort, { once: true });
  }

  get millis(): number {
    return Math.round((performance.now() - this.startedAt) * 10) / 10;
  }

  /** Hands the call to undici, unless it is over already. */
  async dispatch(dispatcher: Dispatcher, options: Dispatcher.DispatchOptions): Promise<RawAnswer> {
    if (!this.#over) dispatcher.dispatch(options, this);
    return this.answer;
  }

  /** Ends the call without an answer; its connection, if it has one, is of no use to others and is destroyed. */
  fail(error: TransportError): void {
    if (this.#over) return;
    this.#over = true;
    this.#chunks = [];
    this.#reject(error);
    // Later than through axios, so that interceptors come first unless they never come back.
    setImmediate(() => this.#rejectFailed(error));
    this.#controller?.abort(error);
  }

  /** Lets go of timer and signal; to be called at the end, whatever it was. */
  close(): void {
    clearTimeout(this.#timer);
    this.options.signal?.removeEventListener('abort', this.#onAbort);
  }

  #expire(): void {
    this.fail(new TransportError('transport.timeout'));
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    // Ended while it waited in a queue, or ends now because the event loop was late: nothing is written for it.
    if (performance.now() - this.startedAt >= this.options.deadlineMs) this.#expire();
    if (this.#over) throw new TransportError('transport.aborted');
    // undici does not send twice what we give it; should a later one try, it is stopped here.
    if (this.firstByteLeft) throw new TransportError('transport.failed', 'a second send of one request was stopped');
    reached('transport.beforeFirstByte');
    try {
      this.options.beforeFirstByte?.();
    } catch (error) {
      const stopped = error instanceof TransportError ? error : new TransportError('transport.leaseLost');
      this.fail(stopped);
      throw stopped;
    }
    reached('transport.leaseChecked');
    this.firstByteLeft = true;
    this.#controller = controller;
  }

  onRequestSent(): void {
    reached('transport.firstByte');
  }

  onResponseStart(
    controller: Dispatcher.DispatchController,
    status: number,
    headers: IncomingHttpHeaders,
    statusText = '',
  ): void {
    if (this.#over) return void controller.abort(new TransportError('transport.aborted'));
    if (status < 200) return;
    this.#answerBegun = true;
    this.#status = status;
    this.#statusText = statusText;
    this.#headers = headers;
    if (Number(headers['content-length']) > this.limits.maxResponseBytes) {
      this.fail(new TransportError('transport.answerTooLarge'));
    }
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#over) return;
    this.#received += chunk.length;
    if (this.#received > this.limits.maxResponseBytes) this.fail(new TransportError('transport.answerTooLarge'));
    else this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    if (this.#over) return;
    // undici takes a reset for the end of an answer that has neither length nor chunks; its sender did not end it.
    if (this.limits.breaking()) return this.fail(new TransportError('transport.halfAnswer'));
    this.#over = true;
    reached('transport.answered');
    this.#resolve({
      status: this.#status,
      statusText: this.#statusText,
      headers: this.#headers,
      body: Buffer.concat(this.#chunks, this.#received),
    });
  }

  onResponseError(_controller: Dispatcher.DispatchController | null, error: Error): void {
    this.fail(new TransportError(causeOf(error, this.#answerBegun), detailOf(error)));
  }
}

/** undici's own word on a request it would not take; it names the part, the other errors may name a host. */
const detailOf = (error: Error): string | undefined =>
  causeOf(error, false) === 'transport.invalidRequest' ? error.message : undefined;
