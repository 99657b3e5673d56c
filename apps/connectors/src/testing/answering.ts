import type { HttpRequest, HttpResult } from '@lienthong/connector-kit';

export interface AnsweringHttp {
  readonly requests: readonly HttpRequest[];
  read(request: HttpRequest): Promise<HttpResult>;
  send(request: HttpRequest): Promise<HttpResult>;
}

/** A partner that answers the questions that come with these bodies, one after the other; the last one again and again. */
export function answering(...bodies: readonly (string | object)[]): AnsweringHttp {
  const requests: HttpRequest[] = [];
  const answer = (request: HttpRequest): Promise<HttpResult> => {
    const said = bodies[Math.min(requests.length, bodies.length - 1)]!;
    requests.push(request);
    const body = Buffer.from(typeof said === 'string' ? said : JSON.stringify(said), 'utf8');
    return Promise.resolve({ ok: true, status: 200, headers: {}, body, millis: 1 });
  };
  return { requests, read: answer, send: answer };
}
