/** An agency that is called: it takes webhooks, and asks for what it missed when it comes back. */
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { Webhook } from 'standardwebhooks';
import { given } from '../../proof/serve.mts';
import { ApiWay } from './api-way.mts';
import { Desk } from './desk.mts';
import { openClient, openJournal, perSecond, plan, report, type Order } from './given.mts';
import { heardOf, type Event } from './heard.mts';
import { readInbox } from './inbox.mts';

const who = 'registry';
const journal = await openJournal(who);
const client = openClient(given('AGENCY_KEY'), journal);
const desk = new Desk({ who, plan, journal, perSecond, way: new ApiWay(client) });
let away = false;
process.on('message', (order: Order) => (away = order.away));

/** Made in the first life. */
async function endpoint(): Promise<{ readonly id: string; readonly secret: string }> {
  const known = journal.before.find((entry) => entry.what === 'endpoint');
  if (known) return known;
  const more = { key: 'endpoint-of-registry', body: { url: `http://127.0.0.1:${given('AGENCY_PORT')}/events` } };
  const { status, body } = await client.ask('POST', '/v1/webhook-endpoints', more);
  if (status !== 201) throw new Error(`no endpoint: ${status} ${JSON.stringify(body)}`);
  const made = { id: body.id as string, secret: body.secret as string };
  await journal.note({ what: 'endpoint', ...made });
  return made;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request as AsyncIterable<Buffer>) parts.push(part);
  return Buffer.concat(parts).toString('utf8');
}

const proofs: { secret?: string } = {};
const server = createServer((request, response) => {
  void (async () => {
    const text = await bodyOf(request);
    if (away || proofs.secret === undefined) return response.writeHead(503).end();
    const event = new Webhook(proofs.secret).verify(text, request.headers as Record<string, string>) as Event;
    if (request.headers['webhook-id'] !== event.id) await desk.strange(`webhook-id is not that of ${event.id}`);
    await desk.hear([heardOf(who, event)]);
    return response.writeHead(204).end();
  })().catch(async (error: Error) => {
    await desk.strange(`webhook: ${error.message}`);
    response.writeHead(400).end();
  });
}).listen(Number(given('AGENCY_PORT')), '127.0.0.1');
await once(server, 'listening');

const { id, secret } = await endpoint();
proofs.secret = secret;
/** A little more than was missed: what is told twice has the same id. */
const allowanceMs = 5_000;
const last = journal.before.findLast((entry) => entry.what === 'heard');
if (last) {
  const since = new Date(Date.parse(last.at) - allowanceMs).toISOString();
  const more = { key: `recovery-${journal.before.length}`, body: { since } };
  const { status, body } = await client.ask('POST', `/v1/webhook-endpoints/${id}/recovery`, more);
  if (status !== 202) await desk.strange(`recovery: ${status} ${JSON.stringify(body)}`);
}

void readInbox(client, journal).catch((error: Error) => desk.strange(`inbox: ${error.message}`));
void desk.sendAll();
report(
  desk,
  async () => {
    server.close();
    server.closeAllConnections();
    await journal.close();
    await client.close();
  },
  client,
);
