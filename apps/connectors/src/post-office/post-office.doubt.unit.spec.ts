import type { HttpResult, TrackingFact } from '@lienthong/connector-kit';
import { answered, noTransport, postConfigOf, postGolden } from '../testing/post-office/post.js';
import { runPostJob } from '../testing/post-office/run-job.js';
import { createPostOfficeConnector } from './post-office.connector.js';
import { doubtJob } from './post-office.doubt.js';
import { idBefore } from './post-office.ids.js';
import { feedJob, feedSubject } from './post-office.job.js';

const now = new Date('2025-07-03T02:30:00Z');
const minute = 60_000;
const hour = 60 * minute;
const futureMs = 600_000;
const first = postGolden('feed-first.response.json');
const empty = answered(postGolden('feed-empty.response.json'));
const [, firstId] = /"\$oid":"(\w+)"/.exec(first)!;

/** The golden row, written at one moment and speaking of another. */
const rowAt = (idAt: number, eventAt: number): HttpResult =>
  answered(
    first.replace(firstId!, idBefore(idAt).slice(0, 23) + '1').replace(/"EventTime":\d+/, `"EventTime":${eventAt}`),
  );
const connector = createPostOfficeConnector(postConfigOf(), { transport: noTransport });
const timersOf = (fact: TrackingFact, at = now) =>
  connector.follow!.told!(
    { ...{ fact, provider: 'post-office', account: 'h99', source: 'query', id: 'e' }, standing: 'unknownReference' },
    at,
  );
const read = (at: Date, answer: HttpResult, cursor?: string) =>
  runPostJob({ kind: feedJob, subject: feedSubject, now: at, cursor }, [answer, empty]);
const lookAgain = (subject: string, at: Date, ...answers: readonly HttpResult[]) =>
  runPostJob({ kind: doubtJob, subject, now: at }, [...answers, empty]);

/** Seven hours: what a clock that takes Vietnam's time for UTC is ahead. */
const idAt = now.getTime() - 20 * minute;
const eventAt = idAt + 7 * hour;

describe('a row whose event lies in the future', () => {
  it('is told as such and does not hold the cursor; later rows are not passed over', async () => {
    const { facts, found, asked } = await read(now, rowAt(idAt, eventAt));
    expect(facts).toMatchObject([{ confirmed: false, at: new Date(eventAt).toISOString() }]);
    const cursor = found[0]![1]!;
    expect(cursor).toBe(idBefore(idAt).slice(0, 23) + '1');
    expect(asked).toHaveLength(2);
    const next = await read(new Date(now.getTime() + 2 * hour), empty, cursor);
    expect(next.asked[0]).toContain(`lastId=${idBefore(idAt - hour)}`);
  });

  it('sets a timer for its hour: within an hour at first, then when its time has come', async () => {
    const [fact] = (await read(now, rowAt(idAt, eventAt))).facts;
    const [timer] = timersOf(fact!);
    expect(timer).toMatchObject({ kind: doubtJob, due: new Date(now.getTime() + hour) });
    expect(timersOf({ ...fact!, confirmed: true })).toEqual([]);

    const tooEarly = await lookAgain(timer!.subject, timer!.due, rowAt(idAt, eventAt));
    expect(tooEarly.facts).toMatchObject([{ confirmed: false }]);
    expect(tooEarly.end).toEqual({ next: new Date(eventAt - futureMs) });

    const inTime = await lookAgain(timer!.subject, new Date(eventAt - futureMs), rowAt(idAt, eventAt));
    expect(inTime.facts).toMatchObject([{ rowId: fact!.rowId, confirmed: true }]);
    expect(inTime.end).toBeUndefined();
    expect(inTime.found.map(([, cursor]) => cursor)).toEqual([undefined]);
  });

  it('that is old is found again all the same: its own hour is read, and no more of the feed', async () => {
    const old = now.getTime() - 30 * 24 * hour;
    const [fact] = (await read(now, rowAt(old, now.getTime() + 11 * minute))).facts;
    const [timer] = timersOf(fact!);
    expect(timer!.due).toEqual(new Date(now.getTime() + minute));
    const again = await lookAgain(timer!.subject, timer!.due, rowAt(old, now.getTime() + 11 * minute));
    expect(again.asked[0]).toContain(`lastId=${idBefore(Math.floor(old / hour) * hour)}`);
    expect(again.facts).toMatchObject([{ confirmed: true }]);
    const passed = await lookAgain(timer!.subject, timer!.due, rowAt(old + hour, old), rowAt(old + 2 * hour, old));
    expect([passed.facts, passed.asked.length]).toEqual([[], 1]);
  });

  it('that the post shows no more stays in doubt, and nobody asks for it again', async () => {
    const [fact] = (await read(now, rowAt(idAt, eventAt))).facts;
    expect(await lookAgain(timersOf(fact!)[0]!.subject, new Date(eventAt))).toMatchObject({
      facts: [],
      end: undefined,
    });
  });
});
