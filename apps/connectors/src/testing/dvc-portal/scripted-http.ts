import type { AttemptHttp, HttpAnswer, HttpFailure, HttpRequest, HttpResult } from '@lienthong/connector-kit';
import { golden, goldenText } from './golden.js';

export interface SentRequest extends HttpRequest {
  readonly purpose: 'read' | 'send';
}

type Step = HttpResult | ((request: SentRequest) => HttpResult | Promise<HttpResult>);

export interface ScriptedHttp extends AttemptHttp {
  readonly requests: readonly SentRequest[];
  /** Bodies of the requests, in order. */
  bodies(): string[];
}

/** The port of an attempt, answering one step per request; one request too many is an error. */
export function scriptedHttp(...steps: readonly Step[]): ScriptedHttp {
  const requests: SentRequest[] = [];
  const call = (purpose: 'read' | 'send') => async (request: HttpRequest) => {
    const sent = { ...request, purpose };
    const step = steps[requests.length];
    requests.push(sent);
    if (step === undefined) throw new Error(`unexpected request ${requests.length}: ${request.path}`);
    return typeof step === 'function' ? step(sent) : step;
  };
  return {
    requests,
    bodies: () => requests.map(({ body }) => String(body)),
    read: call('read'),
    send: call('send'),
  };
}

export const answer = (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): HttpAnswer => ({
  ok: true,
  status,
  headers,
  body: new TextEncoder().encode(typeof body === 'string' ? body : JSON.stringify(body)),
  millis: 1,
});

/** The answer of a golden situation, its bytes as they are. */
export function goldenAnswer(situation: string): HttpAnswer {
  const { status, response } = golden(situation);
  return answer(status, goldenText(response));
}

export const failure = (cause: HttpFailure['cause'], firstByteLeft: boolean): HttpFailure => ({
  ok: false,
  cause,
  firstByteLeft,
  millis: 1,
});
