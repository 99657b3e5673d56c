/// <reference types="jest" />
import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import { Keyring, MasterKey } from '@lienthong/seal';
import { pgliteTestStore, severable, type Severable, type TestStore } from '@lienthong/store/testing';
import type { InboundRequest } from '../../inbound/port.js';
import type { Connector } from '../../port.js';
import { eventually } from '../contract/eventually.js';
import type { InboundHarness, InboundSpeaker } from './harness.js';
import { InboundBench, type Answered } from './inbound-bench.js';

const hour = 3_600_000;

/** What every route promises, over a real store and a real server: kept before it is answered, told once, believed only with its proof. */
export function describeInboundContract(name: string, harness: InboundHarness): void {
  describe(`${name} keeps the contract of what comes in`, () => {
    const keyring = new Keyring(new MasterKey(randomBytes(32)));
    let database: TestStore;
    let cuttable: Severable;
    let bench: InboundBench;
    let numbers = 0;
    const others: InboundBench[] = [];

    beforeAll(async () => {
      database = await pgliteTestStore();
      cuttable = severable(database.store);
      bench = await InboundBench.open(harness, { store: cuttable.store, keyring, storeWaitMs: 1_000 });
    });
    // What one test said and did not wait for is not heard in the next.
    beforeEach(() =>
      eventually(
        'all is told',
        () => bench.untold,
        (rows) => rows === 0,
      ),
    );
    afterEach(async () => {
      cuttable.heal();
      for (const other of others.splice(0)) await other.stop();
    });
    afterAll(async () => {
      await bench?.stop();
      await database?.dispose();
    });
    const another = async (): Promise<InboundBench> => {
      const opened = await InboundBench.open(harness, { store: database.store, keyring });
      others.push(opened);
      return opened;
    };

    /** A process whose readers throw until they are mended. */
    const broken = async () => {
      let isBroken = true;
      const connector = () => withReader(harness.connector(), () => isBroken);
      const other = await InboundBench.open({ ...harness, connector }, { store: database.store, keyring });
      others.push(other);
      return { other, mend: () => (isBroken = false) };
    };

    describe.each(harness.speakers.map((speaker) => [speaker.name, speaker] as const))('%s', (_name, speaker) => {
      const say = (at = new Date(), number = ++numbers): InboundRequest => speaker.say({ number, at });
      const good = (answer: Answered): boolean => speaker.takesForGood(answer);
      const toldSince = (from: number, of = bench) => of.credits().slice(from);
      const told = (from: number, count: number, of = bench) =>
        eventually(
          `${count} credits`,
          () => toldSince(from, of),
          (credits) => credits.length >= count,
        );

      it('valid: taken, told once and sealed', async () => {
        const from = bench.credits().length;
        expect(good(await bench.send(say()))).toBe(true);
        expect(await told(from, 1)).toMatchObject([{ amount: 150_000, direction: 'in', late: false }]);
        expect(speaker.personal.length).toBeGreaterThan(0);
        const published = JSON.stringify(toldSince(from));
        for (const value of speaker.personal) expect(published).not.toContain(value);
      });

      it('repeated, one after the other and at the same time: one credit, one answer', async () => {
        const from = bench.credits().length;
        const request = say();
        const first = await bench.send(request);
        const answers = await Promise.all(Array.from({ length: 19 }, () => bench.send(request)));
        expect(good(first)).toBe(true);
        expect(new Set([first, ...answers].map((answer) => JSON.stringify(answer)))).toHaveProperty('size', 1);
        expect(await told(from, 1)).toHaveLength(1);
      });

      it('repeated to two processes at the same time: one credit', async () => {
        const other = await another();
        const from = bench.credits().length;
        const requests = Array.from({ length: 10 }, () => say());
        const answers = await Promise.all(requests.flatMap((request) => [bench.send(request), other.send(request)]));
        expect(answers.every(good)).toBe(true);
        const both = () => [...toldSince(from), ...other.credits()].map(({ credit }) => credit);
        await eventually('ten credits', both, (ids) => ids.length >= 10);
        expect(new Set(both()).size).toBe(both().length);
      });

      it('tampered, at every byte: never other money', async () => {
        const from = bench.credits().length;
        const request = say();
        const text = textOf(speaker, request);
        let doubtful = 0;
        for (let at = 0; at < text.length; at += 1) {
          const changed = Buffer.from(text);
          changed[at]! ^= 1;
          if (good(await bench.handle(speaker, withText(speaker, request, changed)))) doubtful += 1;
        }
        await bench.send(say());
        const credits = await told(from, 1);
        // What is not covered by a proof is told as what it is: not confirmed.
        if (speaker.proof === 'covers')
          expect(new Set(credits.map(({ credit }) => credit)).size).toBeLessThanOrEqual(2);
        else expect(credits.every(({ confirmed }) => !confirmed)).toBe(true);
        expect(doubtful).toBeLessThan(text.length);
      });

      it('truncated, at every byte: not taken', async () => {
        const request = say();
        const text = textOf(speaker, request);
        for (let length = 0; length < text.length; length += 1) {
          const cut = withText(speaker, request, text.subarray(0, length));
          expect([length, good(await bench.handle(speaker, cut))]).toEqual([length, false]);
        }
      });

      it('replayed when it is old: not a second credit, and what its proof is worth is said', async () => {
        const from = bench.credits().length;
        const fresh = say();
        await bench.send(fresh);
        expect(await told(from, 1)).toHaveLength(1);
        expect(good(await bench.send(say(new Date(Date.now() - hour))))).toBe(speaker.stale !== 'refused');
        await bench.send(fresh);
        if (speaker.stale === 'refused') return expect(toldSince(from)).toHaveLength(1);
        const [, old] = await told(from, 2);
        expect(old!.late).toBe(speaker.stale === 'late');
        expect(toldSince(from)).toHaveLength(2);
      });

      it('without its proof, and with two: not taken', async () => {
        const from = bench.credits().length;
        const request = say();
        const spoilt = spoiltProofs(speaker, request);
        for (const one of spoilt) expect(good(await bench.send(one))).toBe(false);
        expect(toldSince(from)).toEqual([]);
      });

      it("another account's: told to nobody", async () => {
        const from = bench.credits().length;
        await bench.send(speaker.ofAnother({ number: ++numbers, at: new Date() }));
        await bench.send(say());
        expect(await told(from, 1)).toHaveLength(1);
      });

      it("another account's: shown to operators without a value of a person, and doubted for the same when it is read again", async () => {
        const other = await another();
        await other.send(speaker.ofAnother({ number: ++numbers, at: new Date() }));
        const [row] = await eventually(
          'a row',
          () => other.rows(),
          ({ length }) => length > 0,
        );
        expect(row!.cause).toMatch(/^callback\./);
        for (const value of speaker.personal) expect(JSON.stringify(row)).not.toContain(value);
        expect(await other.readAgain(row!.row)).toMatchObject({ result: 'stillUnreadable', reason: row!.cause });
        expect(other.credits()).toEqual([]);
      });

      it('refused by a defect of ours: read again when that is mended, as what had come then, and once', async () => {
        const { other, mend } = await broken();
        const request = say();
        expect(good(await other.send(request))).toBe(false);
        expect(good(await other.send(request))).toBe(false);
        const [row, ...more] = await eventually(
          'a row',
          () => other.rows(),
          ({ length }) => length > 0,
        );
        expect(more).toEqual([]);
        mend();
        expect(await other.readAgain(row!.row)).toMatchObject({ result: 'handled' });
        expect(await other.readAgain(row!.row)).toMatchObject({ result: 'handled' });
        expect(good(await other.send(request))).toBe(true);
        await eventually(
          'all is told',
          () => other.untold,
          (rows) => rows === 0,
        );
        expect(other.credits()).toMatchObject([
          { amount: 150_000, direction: 'in', late: false, source: 'notification' },
        ]);
      });

      it('without its proof, where a defect of ours came before our look at it: no money when that is mended', async () => {
        const { other, mend } = await broken();
        await other.send(spoiltProofs(speaker, say())[0]);
        await other.send(say());
        await eventually(
          'all is told',
          () => other.untold,
          (rows) => rows === 0,
        );
        mend();
        const results: string[] = [];
        for (const { row } of other.rows()) results.push((await other.readAgain(row)).result);
        expect(results.filter((result) => result === 'handled')).toHaveLength(1);
        expect(other.credits()).toHaveLength(1);
      });

      it('oversized: refused unread', async () => {
        const from = bench.credits().length;
        const body = Buffer.alloc(speaker.maxBytes + 1, 0x20);
        const query = 'a'.repeat(speaker.maxBytes + 1);
        const request = { ...say(), ...(speaker.method === 'POST' ? { body } : { query }) };
        const answer = await bench.send(request).catch(() => ({ status: 431, body: '' }));
        expect([413, 414, 431]).toContain(answer.status);
        expect(toldSince(from)).toEqual([]);
      });

      if (speaker.method === 'POST') {
        it('a body that does not come: given up in time, others are served meanwhile', async () => {
          const silent = slowCall(bench.port, speaker.path);
          expect(good(await bench.send(say()))).toBe(true);
          expect(await silent).not.toMatch(/^HTTP\/1\.1 2/);
        });
      }

      it('the store is away: not answered as if it had been kept, and taken when it comes again', async () => {
        const from = bench.credits().length;
        const request = say();
        cuttable.sever();
        const answer = await bench.send(request);
        expect([answer.status, good(answer)]).toEqual([503, false]);
        cuttable.heal();
        await eventually('the store again', () => bench.send(request), good);
        expect(await told(from, 1)).toHaveLength(1);
      });

      it('killed after the answer: the next process tells it', async () => {
        const from = bench.credits().length;
        const doomed = await another();
        doomed.loseBus();
        expect(good(await doomed.send(say()))).toBe(true);
        await others.splice(others.indexOf(doomed), 1)[0]!.stop();
        expect(doomed.credits()).toEqual([]);
        const next = await another();
        const seen = () => [...toldSince(from), ...next.credits()];
        expect(await eventually('the credit', seen, (credits) => credits.length > 0)).toHaveLength(1);
      });
    });
  });
}

/** The same without its proof, and with two. */
function spoiltProofs(speaker: InboundSpeaker, request: InboundRequest): readonly [InboundRequest, InboundRequest] {
  const { proofHeader, withoutProof, withTwoProofs } = speaker;
  if (proofHeader === undefined) return [withoutProof!(request), withTwoProofs!(request)];
  const value = request.headers[proofHeader]!;
  const showing = (values: readonly string[]) => ({
    ...request,
    headers: { ...request.headers, [proofHeader]: values },
  });
  return [showing([]), showing([...value, ...value])];
}

/** The same partner, whose readers fail while they are broken. */
const withReader = (connector: Connector, isBroken: () => boolean): Connector => ({
  ...connector,
  inbound: (connector.inbound ?? []).map((route) => ({
    ...route,
    read: (request, now) => {
      if (isBroken()) throw new Error('a defect');
      return route.read(request, now);
    },
  })),
});

/** What is said: the body, or the query where there is none. */
const textOf = ({ method }: InboundSpeaker, { body, query }: InboundRequest): Buffer =>
  method === 'POST' ? Buffer.from(body) : Buffer.from(query, 'latin1');
const withText = ({ method }: InboundSpeaker, request: InboundRequest, text: Buffer): InboundRequest =>
  method === 'POST' ? { ...request, body: text } : { ...request, query: text.toString('latin1') };

/** Sends the head of a request and the beginning of its body; what came back until the connection ended. */
const slowCall = (port: number, path: string): Promise<string> =>
  new Promise((resolve) => {
    let said = '';
    const head = [
      `POST /callbacks/${path} HTTP/1.1`,
      'host: x',
      'content-type: application/json',
      'content-length: 100',
    ];
    const socket = connect(port, '127.0.0.1', () => socket.write(`${head.join('\r\n')}\r\n\r\n{"`));
    socket.on('data', (chunk) => (said += chunk.toString('latin1')));
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(said));
  });
