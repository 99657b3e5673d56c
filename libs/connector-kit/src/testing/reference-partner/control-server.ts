import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { CallList } from './call-list.js';
import type { EffectLog } from './effect-log.js';
import { answer } from './perform.js';
import type { PartnerServer } from './partner-server.js';
import { readReferenceSituation, type Situations } from './situation.js';

export interface ControlParts {
  readonly log: EffectLog;
  readonly calls: CallList;
  readonly situations: Situations;
  readonly partner: PartnerServer;
}

export interface ControlServer {
  readonly port: number;
  close(): Promise<void>;
}

/**
 * Journal and situations, on a port of their own that stays when the partner is down:
 * `GET /journal/effects`, `GET /journal/calls` (`after`, `operation`, `subject`), `PUT|GET|DELETE /situations`, `GET /health`.
 */
export async function openControlServer(parts: ControlParts, port: number): Promise<ControlServer> {
  const server = createServer((request, response) => {
    handle(parts, request, response).catch((error: unknown) =>
      answer(response, { status: 500, body: { problem: String(error) } }),
    );
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

async function handle(parts: ControlParts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://control');
  const say = (status: number, body: unknown): void => answer(response, { status, body });
  switch (`${request.method} ${url.pathname}`) {
    case 'GET /health':
      return say(200, { pid: process.pid, port: parts.partner.port, effects: parts.log.effects.length });
    case 'GET /journal/effects':
      return say(200, { items: selected(parts.log.effects, url, ({ n }) => n) });
    case 'GET /journal/calls':
      return say(200, { items: selected(parts.calls.calls, url, ({ call }) => call) });
    case 'GET /situations':
      return say(200, { items: parts.situations.list() });
    case 'PUT /situations':
      return putSituation(parts, request, say);
    case 'DELETE /situations':
      parts.situations.clear();
      await parts.partner.comeBack();
      return say(200, {});
    default:
      return say(404, { problem: `there is no ${request.method} ${url.pathname}` });
  }
}

async function putSituation(
  { situations, partner }: ControlParts,
  request: IncomingMessage,
  say: (status: number, body: unknown) => void,
): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  let body: unknown;
  try {
    body = JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    return say(400, { problem: 'the body is not JSON' });
  }
  const situation = readReferenceSituation(body);
  if ('problem' in situation) return say(400, situation);
  situations.add(situation);
  if (situation.situation === 'downBeforeBytes') await partner.goDown(situation.millis);
  say(200, situation);
}

function selected<T extends { readonly operation: string; readonly subject: string }>(
  items: readonly T[],
  url: URL,
  numberOf: (item: T) => number,
): readonly T[] {
  const after = Number(url.searchParams.get('after') ?? 0);
  const operation = url.searchParams.get('operation');
  const subject = url.searchParams.get('subject');
  return items.filter(
    (item) =>
      numberOf(item) > after &&
      (operation === null || item.operation === operation) &&
      (subject === null || item.subject === subject),
  );
}
