import { eachAtOnce } from '../../money/at-once.mts';
import type { Event } from '../agency/heard.mts';
import { journalOf, readJournal, type Entry } from '../agency/journal.mts';
import type { Client } from '../client.mts';
import type { Hub, Message } from '../hub.mts';
import { agencies, clients, unitOf, type Agency, type ClientAgency, type Plan } from '../plan.mts';

/** A handover as the API shows it to one side. */
export interface Handover {
  readonly id: string;
  readonly dossier: string;
  readonly kind: string;
  readonly state: string;
  readonly fromUnit: string;
  readonly toUnit: string;
  readonly request: string;
  readonly reason?: string;
  readonly answer?: { readonly text: string };
}
export interface Line {
  readonly at: string;
  readonly kind: string;
  readonly text: string;
}

/** What the API shows to one agency, all that stands behind one another in order. */
export interface Side {
  readonly sent: readonly Handover[];
  readonly inbox: readonly Handover[];
  readonly feed: readonly Event[];
  /** Of handovers, by id. */
  readonly timelines: ReadonlyMap<string, readonly Line[]>;
  /** Of its own dossiers: what is about handovers. */
  readonly dossiers: ReadonlyMap<string, readonly Line[]>;
}

/** Everything that anybody says at the end. */
export interface Books {
  readonly journals: Readonly<Record<Agency, readonly Entry[]>>;
  readonly sides: Readonly<Record<ClientAgency, Side>>;
  /** What the hub heard from the product, and what its agencies said. */
  readonly heard: readonly Message[];
  readonly words: readonly Message[];
}

const atOnce = 8;

export async function readBooks(
  { folder, plan, hub }: { readonly folder: string; readonly plan: Plan; readonly hub: Hub },
  api: Readonly<Record<ClientAgency, Client>>,
): Promise<Books> {
  const journals = agencies.map((agency) => [agency, readJournal(journalOf(folder, agency))] as const);
  const sides: [ClientAgency, Side][] = [];
  for (const agency of clients) sides.push([agency, await readSide(agency, plan, api[agency])]);
  return {
    journals: Object.fromEntries(journals) as Books['journals'],
    sides: Object.fromEntries(sides) as Books['sides'],
    heard: await hub.heard(0),
    words: await hub.words(0),
  };
}

async function readSide(agency: ClientAgency, plan: Plan, client: Client): Promise<Side> {
  const inbox = await client.all<Handover>('/v1/inbox');
  const sent: Handover[] = [];
  const dossiers = new Map<string, readonly Line[]>();
  await eachAtOnce(plan.of(agency), atOnce, async ({ code }) => {
    sent.push(...(await client.all<Handover>(`/v1/dossiers/${code}/handovers`)));
    const lines = await client.all<Line>(`/v1/dossiers/${code}/timeline`);
    dossiers.set(
      code,
      lines.filter(({ kind }) => kind.startsWith('handover.')),
    );
  });
  const timelines = new Map<string, readonly Line[]>();
  await eachAtOnce([...sent, ...inbox], atOnce, async ({ id }) => {
    timelines.set(id, await client.all<Line>(`/v1/inbox/${id}/timeline`));
  });
  return { inbox, sent, timelines, dossiers, feed: await wholeFeed(client) };
}

/** From the oldest event that is kept. */
async function wholeFeed(client: Client): Promise<readonly Event[]> {
  const found: Event[] = [];
  for (let after = ''; ;) {
    const { status, body } = await client.get(`/v1/events?limit=200${after}`);
    if (status !== 200) throw new Error(`GET /v1/events: ${status}`);
    const next = `&after=${encodeURIComponent(body.nextCursor as string)}`;
    found.push(...(body.items as Event[]));
    if ((body.items as Event[]).length === 0 && next === after) return found;
    after = next;
  }
}

/** What stands in an agency's books under one place of the plan; one, where all is well. */
export const sentFor = ({ sent }: Side, dossier: string, to: Agency): readonly Handover[] =>
  sent.filter((one) => one.dossier === dossier && one.toUnit === unitOf[to]);
