import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { withClient } from '@lienthong/store/testing';
import { accepted, type Answer, type ApiClient } from '../support/api-client.js';
import type { Cluster } from '../support/cluster.js';
import { aDossier } from '../support/dossier.js';
import { driveSandbox, hubSlice } from '../support/sandbox-slices.js';
import { keys, shortTimes } from '../support/test-config.js';
import { until } from '../support/until.js';
import { upkeep } from '../support/upkeep.js';
import { clientOf, type Scene } from './scene.js';

const far = { code: 'G01.05', name: 'Cục Hộ tịch', via: 'lgsp-exchange', hubCode: '000.00.05.G01' } as const;

/** Milliseconds: the broker's session of a killed process, its leases, deadline and settling time come one after the other. */
const patience = 40_000;
/** A job of a process that was killed, webhooks among them, is another's fifteen seconds after its last sign of life. */
const claimMillis = 15_000;

interface Pushed {
  readonly code: string;
  readonly answer?: { readonly body: string };
}
interface Held {
  readonly record: { readonly TaiLieuNop: readonly { readonly DuongDanTaiTepTin: string }[] } | null;
  readonly statuses: readonly object[];
  readonly counts: Readonly<Record<string, number>>;
}
interface There {
  readonly by: string;
  readonly first: { readonly ref_code: string };
}

/** An agency's endpoint: keeps the ids of what it is sent, in its order. */
async function endpoint(): Promise<{ readonly url: string; readonly ids: string[]; readonly server: Server }> {
  const ids: string[] = [];
  const server = createServer((request, response) => {
    ids.push(String(request.headers['webhook-id']));
    request.resume().on('end', () => response.writeHead(204).end());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, ids, server };
}

/** Everything that the feed tells a client, from the beginning. */
async function feedOf(client: ApiClient): Promise<readonly { readonly id: string; readonly type: string }[]> {
  const events: { id: string; type: string }[] = [];
  for (let after = ''; ;) {
    const { items, nextCursor } = accepted(await client.get(`/v1/events?limit=200${after}`)).json;
    if (items.length === 0) return events;
    events.push(...items);
    after = `&after=${encodeURIComponent(nextCursor as string)}`;
  }
}

/** Submissions with files, handovers to another hub, a bulk of what exists, catching up, feed and webhooks; with processes killed. */
export const betweenAgencies = (scene: () => Scene): void => {
  it('one gateway and both connectors killed one after the other, with all of it under way: nothing lost, nothing twice', async () => {
    const { url: sandboxUrl } = scene().portal;
    const { cluster, databaseUrl } = await scene().cluster('between', {
      ...{ gateways: 2, connectors: 2, units: [far] },
      portal: { ...shortTimes, files: { baseUrl: 'http://files.example.test', linkDays: 1 } },
      partners: () => ({
        'lgsp-exchange': { ...hubSlice(sandboxUrl), deadlines: shortTimes.deadlines.sync, limits: shortTimes.limits },
      }),
    });
    const told = await endpoint();
    try {
      await play(cluster, databaseUrl, sandboxUrl, told);
    } finally {
      told.server.closeAllConnections();
      told.server.close();
      await cluster.stop();
    }
  }, 180_000);
};

async function play(
  cluster: Cluster,
  databaseUrl: string,
  sandboxUrl: string,
  told: { readonly url: string; readonly ids: readonly string[] },
): Promise<void> {
  const [one, other] = [clientOf(cluster, 0), clientOf(cluster, 1)];
  const [gateway, connectors] = [cluster.gateways[0]!, cluster.connectors];
  const sandbox = <T>(method: string, path: string, body?: object) => driveSandbox<T>(sandboxUrl + path, method, body);
  const callsGoTo = (n: number) => sandbox('PUT', '/bank/settings', { callbackBase: connectors[n]!.url, speed: 20 });
  const push = (path = '') =>
    sandbox<Pushed>('POST', `/dvc-portal/submissions${path}`, path === '' ? { files: 1 } : undefined);
  const codesOf = (what: string, count: number): string[] =>
    Array.from({ length: count }, (_, n) => `H44.01-${what}-${n + 1}`);

  accepted(await other.ask('POST', '/v1/webhook-endpoints', { body: { url: told.url } }));
  await callsGoTo(0);
  await sandbox('PUT', '/lgsp-exchange/lives', { unit: far.hubCode, life: 'answers' });

  // Calls that have taken effect at the hub, and whose answer nobody hears.
  const handed = codesOf('between', 4);
  await Promise.all(handed.map((code) => one.put(code, aDossier({ status: 'processing' }))));
  await sandbox('PUT', '/situations/lgsp-exchange/TIEPNHAN', { situation: 'timeoutAfterEffect', all: true });
  const handovers = await Promise.all(
    handed.map(async (code) => {
      const body = { toUnit: far.code, kind: 'request', request: 'Đề nghị xác minh' };
      return accepted(await one.ask('POST', `/v1/dossiers/${code}/handovers`, { body })).json.id as string;
    }),
  );
  const there = async (): Promise<readonly string[]> =>
    (await sandbox<{ items: There[] }>('GET', '/lgsp-exchange/handovers')).items
      .filter(({ by }) => by === 'partner')
      .map(({ first }) => first.ref_code)
      .sort();
  await until('all are at the hub', async () => (await there()).length >= handed.length, patience);
  const submitted = [await push(), await push(), await push()];

  // A gateway dies with half of what exists; connectors die with what was pushed to them a moment ago.
  const existing = codesOf('existing', 60);
  const lines = existing.map((code) => `${JSON.stringify({ code, ...aDossier() })}\n`);
  const half = bulk(gateway.url, lines.slice(0, 30), true);
  await until('some of it is recorded', async () => (await recorded(databaseUrl)) > 0);
  await Promise.all([gateway.kill(), connectors[0]!.kill()]);
  await half;
  await sandbox('DELETE', '/situations');
  // Nobody is there to take it: the portal comes again, and finds others.
  const missed = await push();
  expect(missed.answer).toBeUndefined();
  await callsGoTo(1);
  await push(`/${missed.code}/again`);
  submitted.push(missed);
  const outcomes = await bulk(other.url, lines, false);
  expect(outcomes).toHaveLength(existing.length);
  expect(outcomes.filter((outcome) => !['recorded', 'unchanged'].includes(outcome))).toEqual([]);
  await Promise.all([gateway.start(), connectors[0]!.start()]);

  // What exists is told to the portal, and connectors die with it under way.
  const portalHas = (code: string) => sandbox<Held>('GET', `/journal/state/dvc-portal/${code}`).catch(() => undefined);
  const catchUp = upkeep(['catch-up', '--unit', 'H44', '--since', '2026-01-01', '--rate', '40/s'], cluster.env);
  await until('the first is at the portal', async () => (await portalHas(existing[0]!))?.record, patience);
  await connectors[1]!.kill();
  await callsGoTo(0);
  await connectors[1]!.start();
  expect(await catchUp).toMatchObject({
    code: 0,
    stdout: expect.stringContaining(`Ended: ${existing.length} told, 0 failed, 0 left`) as string,
  });

  const inbox = async (): Promise<Answer['json'][]> =>
    accepted(await one.get('/v1/inbox?kind=submission&limit=200')).json.items as Answer['json'][];
  const codes = submitted.map(({ code }) => code).sort();
  await until('every submission is in the inbox', async () => (await inbox()).length >= codes.length, patience);
  const items = await inbox();
  expect(items.map(({ dossier }) => dossier as string).sort()).toEqual(codes);
  for (const { id, dossier } of items) {
    const { submissions } = accepted(await other.get(`/v1/inbox/${id}`)).json;
    expect(submissions).toHaveLength(1);
    accepted(await other.ask('POST', `/v1/inbox/${id}/accept`));
    const documents = [{ id: 'd1', name: 'don.pdf', attachment: submissions[0].documents[0].attachment as string }];
    accepted(await one.put(dossier as string, aDossier({ origin: 'nationalPortal', documents })));
  }

  const atPortal = async (all: readonly string[], fits: (held: Held) => boolean): Promise<readonly Held[]> =>
    until(
      `the portal has all of ${all[0]}`,
      async () => {
        const held = await Promise.all(all.map(portalHas));
        return held.every((one) => one?.record && fits(one)) ? (held as Held[]) : undefined;
      },
      patience,
    );
  for (const { counts } of await atPortal(existing, () => true)) expect(counts).toMatchObject({ created: 1 });
  const taken = await atPortal(codes, ({ statuses, record }) => statuses.length > 0 && record!.TaiLieuNop.length > 0);
  for (const [at, { counts, record }] of taken.entries()) {
    expect(counts).toMatchObject({ foreign: 1, created: 0 });
    // Whichever connectors the portal asks by the link that it was given.
    const link = record!.TaiLieuNop[0]!.DuongDanTaiTepTin.replace('http://files.example.test', connectors[at % 2]!.url);
    const file = await fetch(link);
    expect([file.status, await file.text()]).toEqual([200, expect.stringMatching(/^%PDF-1\.7/)]);
  }

  for (const id of handovers) {
    const view = await until(
      `handover ${id} answered`,
      async () => {
        const { json } = await one.get(`/v1/inbox/${id}`);
        return json.state === 'answered' ? json : undefined;
      },
      patience,
    );
    const lines = accepted(await other.get(`/v1/inbox/${id}/timeline`)).json.items as { kind: string }[];
    expect(lines.filter(({ kind }) => kind === 'handover.answered')).toHaveLength(1);
    const { outcome, attemptList } = await one.exchangeIn(view.via.exchange as string, 'settled');
    const calls = attemptList.filter(
      (call: { kind: string; outcome: string }) => call.kind === 'call' && call.outcome !== 'later',
    );
    expect([outcome, calls.length <= 1]).toEqual(['done', true]);
  }
  expect(await there()).toEqual([...handed].sort());

  // The feed says the same at both gateways, each once; the endpoint has been sent all of it.
  await until('nothing is under way any more', async () => (await open(databaseUrl)) === 0, patience);
  await until('all that was filed is in its place', async () => (await unplaced(databaseUrl)) === 0, patience);
  const [here, elsewhere] = [await feedOf(one), await feedOf(other)];
  const ids = here.map(({ id }) => id);
  expect(elsewhere.map(({ id }) => id)).toEqual(ids);
  expect(new Set(ids).size).toBe(ids.length);
  const counted = (type: string): number => here.filter((event) => event.type === `vn.lienthong.${type}`).length;
  expect([counted('dossier.submitted'), counted('handover.answered')]).toEqual([
    codes.length + handed.length,
    handed.length,
  ]);
  const hasAll = () => ids.every((id) => told.ids.includes(id));
  await until('the endpoint has all of it', hasAll, claimMillis + patience);
  expect([...new Set(told.ids)].sort()).toEqual([...ids].sort());
  console.log(
    `between agencies, 3 processes killed: ${codes.length} submissions, ${handed.length} handovers, ${existing.length} recorded and caught up, ${ids.length} events, ${told.ids.length - ids.length} sent twice to the endpoint`,
  );
}

/** Outcomes of lines; none where the gateway dies. `stays`: the sender has more to say, and does not come to it. */
async function bulk(url: string, lines: readonly string[], stays: boolean): Promise<readonly string[]> {
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const line of lines) controller.enqueue(Buffer.from(line));
      if (!stays) controller.close();
    },
  });
  const headers = { authorization: `Bearer ${keys.demo}`, 'content-type': 'application/x-ndjson' };
  const request = { method: 'POST', headers, body, duplex: 'half' } as RequestInit;
  try {
    const answer = await fetch(`${url}/v1/dossiers/bulk`, request);
    const text = await answer.text();
    return text
      .trim()
      .split('\n')
      .map((line) => String((JSON.parse(line) as { outcome?: string }).outcome));
  } catch (error) {
    if (stays) return [];
    throw error;
  }
}

async function numberOf(databaseUrl: string, question: string): Promise<number> {
  const { rows } = await withClient(databaseUrl, (client) => client.query<{ n: number }>(question));
  return rows[0]!.n;
}
const recorded = (databaseUrl: string): Promise<number> =>
  numberOf(databaseUrl, "select count(*)::int4 as n from gateway.dossier where code like 'H44.01-existing-%'");
/** Events that a reader is not shown yet, since others may still get in front of them. */
const unplaced = (databaseUrl: string): Promise<number> =>
  numberOf(
    databaseUrl,
    'select count(*)::int4 as n from gateway.feed_event where turn >= pg_snapshot_xmin(pg_current_snapshot())::text::int8',
  );
const open = (databaseUrl: string): Promise<number> =>
  numberOf(
    databaseUrl,
    `select count(*)::int4 as n from gateway.exchange e left join gateway.exchange_state s on s.id = e.id
      where s.state is null or s.state not in ('settled', 'superseded')`,
  );
