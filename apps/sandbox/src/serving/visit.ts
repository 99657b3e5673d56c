import type { IncomingMessage, ServerResponse } from 'node:http';
import { isUtf8 } from 'node:buffer';
import type { CallEnd } from '../journal/records.js';
import type { CallEntry } from '../journal/journal.js';
import type { WireAnswer } from '../partners/partner.js';

const keptHeaders = ['content-type', 'accept', 'charset', 'dstcode', 'traceparent', 'user-agent'];

/** One call of a partner's route from its first header to its end, and what the journal will say about it. */
export class Visit {
  operation?: string;
  keys: string[] = [];
  situation?: string;
  effects = 0;
  private readonly began = performance.now();
  private body?: Buffer | string;
  private answer?: { status: number; body: string };
  private end?: CallEnd;
  /** Settles when the response is out or its connection is gone. */
  readonly closed: Promise<void>;

  constructor(
    readonly call: number,
    readonly partner: string,
    private readonly arrivedAt: Date,
    private readonly request: IncomingMessage,
    private readonly response: ServerResponse,
  ) {
    this.closed = new Promise((resolve) => response.once('close', resolve));
    // A caller that leaves in the middle is an ordinary end here, not an error.
    response.on('error', () => undefined);
  }

  get path(): string {
    return this.request.url?.split('?', 1)[0] ?? '';
  }

  get gone(): boolean {
    return this.response.closed || this.response.destroyed;
  }

  keepBody(body: Buffer | string): void {
    this.body = body;
  }

  /** The whole answer at once. */
  send(answer: WireAnswer): void {
    if (!this.begin(answer)) return;
    this.response.end(answer.body);
  }

  /** Only the head of an answer; pieces follow by `write`. False when nobody listens any more. */
  begin({ status, headers, body }: WireAnswer, length: 'length' | 'chunked' = 'length'): boolean {
    this.answer = { status, body };
    if (this.gone) return false;
    const lengthHeader = length === 'length' ? { 'content-length': String(Buffer.byteLength(body)) } : {};
    this.response.writeHead(status, { ...headers, ...lengthHeader });
    return true;
  }

  /** Settles when the piece was handed to the system, or the connection is gone. */
  async write(piece: Buffer | string): Promise<void> {
    if (this.gone) return;
    await Promise.race([new Promise((resolve) => this.response.write(piece, resolve)), this.closed]);
  }

  /** Bytes past the server, for an answer without a body: a part of its head. Settles as `write` does. */
  async writeBare({ status, body }: WireAnswer, bytes: Buffer): Promise<void> {
    this.answer = { status, body };
    const { socket } = this.request;
    if (this.gone || socket.destroyed) return;
    await Promise.race([new Promise((resolve) => socket.write(bytes, resolve)), this.closed]);
  }

  finish(): void {
    this.response.end();
  }

  /** What the journal says instead of a body that a situation made up. */
  describeAnswer(status: number, body: string): void {
    this.answer = { status, body };
  }

  /** Ends the connection: `cut` in the usual way, `reset` with a TCP reset. */
  cut(how: 'cut' | 'reset'): void {
    this.end = 'cut';
    if (how === 'reset') this.request.socket.resetAndDestroy();
    else this.request.socket.destroy();
  }

  /** Marks that no answer is meant to come. */
  held(): void {
    this.end = 'held';
  }

  /** The journal's line about this call; to be asked for when it is over. */
  entry(): CallEntry {
    const headers = Object.fromEntries(
      keptHeaders.flatMap((name) => {
        const value = this.request.headers[name];
        return typeof value === 'string' ? [[name, value]] : [];
      }),
    );
    return {
      call: this.call,
      partner: this.partner,
      operation: this.operation,
      keys: this.keys,
      arrivedAt: this.arrivedAt.toISOString(),
      durationMillis: Math.round((performance.now() - this.began) * 10) / 10,
      situation: this.situation,
      request: { method: this.request.method ?? '', path: this.path, headers, ...bodyText(this.body) },
      answer: this.answer,
      effects: this.effects,
      ended: this.end ?? (this.response.writableFinished ? 'answered' : 'left'),
    };
  }
}

function bodyText(body: Buffer | string | undefined): { body?: string; bodyBase64?: string } {
  if (body === undefined) return {};
  if (typeof body === 'string') return { body };
  return isUtf8(body) ? { body: body.toString('utf8') } : { bodyBase64: body.toString('base64') };
}
