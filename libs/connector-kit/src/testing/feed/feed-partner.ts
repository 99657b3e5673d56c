import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { FeedHarness, FeedQuestion, FeedRow } from './harness.js';

/** A partner that has nothing but a feed, over HTTP. */
export interface FeedPartner {
  readonly baseUrl: string;
  readonly rows: FeedRow[];
  /** Questions for rows so far. */
  readonly asked: FeedQuestion[];
  /** What becomes of the next answers with rows: the body as it goes out, or a refusal. */
  spoil: ((body: string) => string | undefined) | undefined;
  close(): Promise<void>;
}

export async function startFeedPartner({ asksForRows, answer, other }: FeedHarness): Promise<FeedPartner> {
  const server = createServer((request, response) => {
    const question = { method: request.method ?? '', url: request.url ?? '' };
    request.resume();
    if (!asksForRows(question)) {
      const { status, body } = other(question);
      return void response.writeHead(status, json).end(body);
    }
    partner.asked.push(question);
    const { status, body } = answer(question, partner.rows);
    const sent = partner.spoil ? partner.spoil(body) : body;
    if (sent === undefined) return void response.writeHead(503, json).end('{}');
    response.writeHead(status, json).end(sent);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const partner: FeedPartner = {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    ...{ rows: [], asked: [], spoil: undefined },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return partner;
}

const json = { 'content-type': 'application/json' };
