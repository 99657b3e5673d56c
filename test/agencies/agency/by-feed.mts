/** An agency that cannot be called: it reads the feed. */
import { setTimeout as sleep } from 'node:timers/promises';
import { given } from '../../proof/serve.mts';
import { ApiWay } from './api-way.mts';
import { Desk } from './desk.mts';
import { openClient, openJournal, perSecond, plan, report } from './given.mts';
import { heardOf, type Event } from './heard.mts';
import { readInbox } from './inbox.mts';

const who = 'building';
const journal = await openJournal(who);
const client = openClient(given('AGENCY_KEY'), journal);
const desk = new Desk({ who, plan, journal, perSecond, way: new ApiWay(client) });
const ending = new AbortController();

async function readFeed(): Promise<void> {
  let place = journal.before.findLast((entry) => entry.what === 'place')?.place;
  for (;;) {
    const after = place === undefined ? '' : `&after=${encodeURIComponent(place)}`;
    const { status, body } = await client.get(`/v1/events?limit=200&wait=10${after}`, ending.signal);
    if (status !== 200) throw new Error(`GET /v1/events: ${status} ${JSON.stringify(body)}`);
    const events = (body.items as readonly Event[]).map((event) => heardOf(who, event));
    if (place !== body.nextCursor) await desk.hear(events, body.nextCursor as string);
    place = body.nextCursor as string;
    if (events.length === 0) await sleep(20);
  }
}

void readFeed().catch((error: Error) => (ending.signal.aborted ? undefined : desk.strange(`feed: ${error.message}`)));
void readInbox(client, journal).catch((error: Error) => desk.strange(`inbox: ${error.message}`));
void desk.sendAll();
report(
  desk,
  async () => {
    ending.abort();
    await journal.close();
    await client.close();
  },
  client,
);
