import { createHash } from 'node:crypto';
import type { ChangeDetail } from '@lienthong/contracts';
import type { Connector } from '../port.js';
import type { HttpRequest, HttpResult } from '@lienthong/transport';
import { cut, mask, text } from './mask.js';

/** One HTTP call of an attempt, as it is stored (sealed) for operators. */
export interface RecordedCall {
  /** `read` changed nothing at the partner; `send` may have. */
  readonly purpose: 'read' | 'send';
  readonly method: string;
  readonly path: string;
  readonly sent: string;
  readonly status?: number;
  readonly cause?: string;
  readonly firstByteLeft?: boolean;
  readonly received?: string;
  readonly millis: number;
}

/** What is kept of an attempt, or of a call beside it. */
export interface KeptCalls {
  readonly calls: readonly RecordedCall[];
  /** What the partner told us that the journey may use. */
  readonly facts?: Record<string, unknown>;
}

/** Bodies and outcome of a call; headers carry credentials and stay out. */
export function recordCall(purpose: RecordedCall['purpose'], request: HttpRequest, result: HttpResult): RecordedCall {
  return {
    purpose,
    method: request.method,
    path: request.path.split('?')[0]!,
    sent: text(request.body),
    millis: Math.round(result.millis),
    ...(result.ok
      ? { status: result.status, received: request.keepAnswer === 'none' ? witness(result.body) : text(result.body) }
      : { cause: result.cause, firstByteLeft: result.firstByteLeft }),
  };
}

/** What proves later which answer it was, without holding it. */
const witness = (body: Uint8Array): string =>
  JSON.stringify({ notKept: `${body.byteLength} bytes`, sha256: createHash('sha256').update(body).digest('hex') });

export interface Excerpt {
  readonly sent?: string;
  readonly received?: string;
}

/** What a person may see of an attempt: the send (else the last call), values of personal fields masked, cut to 2 KB. */
function excerptOf(calls: readonly RecordedCall[], personal: ReadonlySet<string>): Excerpt {
  const shown = calls.filter((call) => call.purpose === 'send').at(-1) ?? calls.at(-1);
  if (!shown) return {};
  const answer =
    shown.received === undefined ? `(${shown.cause})` : `${shown.status} ${mask(shown.received, personal)}`;
  return {
    sent: cut(`${shown.method} ${shown.path} ${mask(shown.sent, personal)}`),
    received: cut(answer),
  };
}

/** Names of the fields that hold personal values, per partner. */
export const personalByPartner = (connectors: readonly Connector[]): ReadonlyMap<string, ReadonlySet<string>> =>
  new Map(connectors.map(({ partner, personalFields }) => [partner, new Set(personalFields)]));

/** What the gateway is told of a call beside its outcome. */
export const detailOf = ({ calls, facts }: KeptCalls, personal: ReadonlySet<string> = new Set()): ChangeDetail => ({
  ...excerptOf(calls, personal),
  ...(facts ? { facts } : {}),
});
