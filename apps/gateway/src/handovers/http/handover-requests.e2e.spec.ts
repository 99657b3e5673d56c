import { aHandover, handoverId } from '../../testing/fake-handovers.js';
import {
  aDossier,
  keys,
  patientConfig,
  startHttp,
  type Answer,
  type Ask,
  type HttpFixture,
} from '../../testing/http-fixture.js';

/** Requests about handovers as far as they can be judged without a store. `demo` has H44, H44.01 and X99, `other` H30. */
let http: HttpFixture;
beforeAll(async () => {
  http = await startHttp({ config: patientConfig });
  await http.ask('/v1/dossiers/H44.1', { method: 'PUT', body: aDossier() });
});
afterAll(() => http.close());
beforeEach(() => {
  http.core.handedOver.splice(0);
  http.core.handoverActs.splice(0);
  http.core.handovers.clear();
  http.core.handovers.set(handoverId, aHandover());
  http.core.handOverAnswer = undefined;
  http.core.handoverActAnswer = undefined;
});

const whole = { toUnit: 'X99', kind: 'request', request: 'Noidungrieng' };
const handOver = (change: Readonly<Record<string, unknown>> = {}, more: Ask = {}): Promise<Answer> =>
  http.ask('/v1/dossiers/H44.1/handovers', { method: 'POST', body: { ...whole, ...change }, ...more });
const act = (what: string, body?: unknown, more: Ask = {}): Promise<Answer> =>
  http.ask(`/v1/inbox/${handoverId}/${what}`, { method: 'POST', body, ...more });
const handedToOther = () => http.core.handovers.set(handoverId, aHandover({ toUnit: 'H30', state: 'accepted' }));

describe('a handover', () => {
  it('is passed on as stated, in UTC; null says the same as nothing', async () => {
    const documents = [{ id: 'd1', name: 'cong van.pdf', url: null }];
    const answer = await handOver({ dueAt: '2026-11-25T08:00:00+07:00', documents });
    expect(answer).toMatchObject({ status: 202, headers: { location: `/v1/inbox/${handoverId}` } });
    expect(answer.json).toMatchObject({
      ...{ id: handoverId, state: 'open', toUnit: 'X99', dueAt: '2026-11-25T08:00:00+07:00', late: false },
      warnings: [],
    });
    expect(answer.json.owner).toBeUndefined();
    await handOver({ dueAt: null, documents: null });
    const [first, second] = http.core.handedOver;
    expect(first).toMatchObject({
      ...{ client: 'demo', dossier: 'H44.1', toUnit: 'X99', kind: 'request', request: 'Noidungrieng', documents },
      dueAt: '2026-11-25T01:00:00.000Z',
    });
    await handOver({ step: 'planning' });
    expect(http.core.handedOver.map(({ step }) => step)).toEqual([undefined, undefined, 'planning']);
    expect([second!.dueAt, second!.documents]).toEqual([undefined, undefined]);
  });

  it.each([
    [{ toUnit: undefined }, ['/toUnit field.required']],
    [
      { documents: [{ id: 'd1', name: 'a', url: 'https://a.invalid/b', attachment: handoverId }] },
      ['/documents/0/attachment document.twoPlaces'],
    ],
    [{ documents: [{ id: 'd1', name: 'a', attachment: 'none' }] }, ['/documents/0/attachment id.invalid']],
    [{ toUnit: 'Noidung rieng' }, ['/toUnit code.invalid']],
    [{ kind: 'gift' }, ['/kind value.notAllowed']],
    [{ request: ' ' }, ['/request text.blank']],
    [{ request: 'x'.repeat(5001) }, ['/request text.tooLong']],
    [{ dueAt: 'Noidungrieng' }, ['/dueAt time.invalid']],
    [{ documents: [{ id: 'a', name: 'x', url: 'file:///Noidungrieng' }] }, ['/documents/0/url url.invalid']],
    [{ documents: [{ id: 'a' }] }, ['/documents/0/name field.required']],
    [
      {
        documents: [
          { id: 'a', name: 'x' },
          { id: 'a', name: 'y' },
        ],
      },
      ['/documents list.repeated'],
    ],
    [{ state: 'answered' }, ['/state field.unknown']],
    [{ step: 'Noidung rieng' }, ['/step code.invalid']],
  ])('%j is refused with its place', async (change, faults) => {
    const { json, text } = await handOver(change);
    expect(json.code).toBe('request.invalid');
    const errors = json.errors as { pointer: string; code: string }[];
    expect(errors.map(({ pointer, code }) => `${pointer} ${code}`)).toEqual(faults);
    expect(text).not.toContain('Noidungrieng');
    expect(http.core.handedOver).toEqual([]);
  });

  it.each([
    ['unknown', 'unit.unknown'],
    ['notYet', 'unit.notYet'],
    ['ended', 'unit.endedForGood'],
    ['own', 'unit.own'],
  ] as const)('to a unit that is %s: 422 that points at it', async (why, code) => {
    http.core.handOverAnswer = { kind: 'unitUnfit', why };
    expect(await handOver()).toMatchObject({
      status: 422,
      json: { code: 'handover.unitUnfit', errors: [{ pointer: '/toUnit', code }] },
    });
  });

  it('to a unit that has ended says who has it', async () => {
    http.core.handovers.set(handoverId, aHandover({ addressedTo: 'H44.09' }));
    expect((await handOver({ toUnit: 'H44.09' })).json).toMatchObject({
      ...{ toUnit: 'X99', addressedTo: 'H44.09' },
      warnings: [{ pointer: '/toUnit', code: 'unit.ended', successor: 'X99' }],
    });
  });

  it('that is over is not changed: 409 with its state', async () => {
    http.core.handoverActAnswer = { kind: 'notApplicable', state: 'refused' };
    expect(await act('accept')).toMatchObject({
      status: 409,
      json: { code: 'handover.notApplicable', state: 'refused' },
    });
  });

  it.each([
    ['attachmentUnknown', 'attachment.unknown'],
    ['attachmentBehindHub', 'attachment.behindHub'],
  ] as const)('whose papers name a file that cannot be named (%s): 400 with its place', async (kind, code) => {
    const refused = { kind, places: ['documents/1'] } as const;
    http.core.handOverAnswer = refused;
    http.core.handoverActAnswer = refused;
    const wrong = { status: 400, json: { errors: [{ pointer: '/documents/1/attachment', code }] } };
    expect(await handOver()).toMatchObject(wrong);
    expect(await act('answer', { text: 't' })).toMatchObject(wrong);
  });

  it('whose answer is expected in the past: 422 with the place', async () => {
    http.core.handoverActAnswer = { kind: 'expectedTooEarly' };
    expect((await act('report', { text: 'p', expectedAt: '2020-01-01T00:00:00+07:00' })).json).toMatchObject({
      ...{ code: 'handover.dueTooEarly', errors: [{ pointer: '/expectedAt', code: 'time.tooEarly' }] },
    });
  });

  it('is refused with a reason, answered with words and papers, accepted with nothing', async () => {
    expect((await act('refuse', { reason: ' ' })).json.errors).toMatchObject([{ pointer: '/reason' }]);
    expect((await act('answer', {})).json.errors).toMatchObject([{ pointer: '/text', code: 'field.required' }]);
    expect((await act('report', { expectedAt: 'x' })).json.errors).toMatchObject([
      { pointer: '/text' },
      { pointer: '/expectedAt' },
    ]);
    expect((await act('accept', { text: 'x' })).json.errors).toMatchObject([{ code: 'field.unknown' }]);
    expect(http.core.handoverActs).toEqual([]);
    await act('accept');
    await act('refuse', { reason: 'r' });
    await act('report', { text: 'p', expectedAt: '2099-01-02T17:00:00+07:00' });
    await act('answer', { text: 't', documents: [{ id: 'd', name: 'n' }] });
    expect(http.core.handoverActs).toMatchObject([
      { act: 'accept', handover: handoverId, client: 'demo' },
      { act: 'refuse', text: 'r' },
      { act: 'report', text: 'p', expectedAt: '2099-01-02T10:00:00.000Z' },
      { act: 'answer', text: 't', documents: [{ id: 'd', name: 'n' }] },
    ]);
  });

  it('a repeat says so', async () => {
    http.core.handOverAnswer = { kind: 'accepted', handover: handoverId, replayed: true };
    expect((await handOver({}, { headers: { 'idempotency-key': 'k' } })).headers['idempotency-replayed']).toBe('true');
  });
});

describe('who may see what', () => {
  const dossier = (key: string) => http.ask('/v1/dossiers/H44.1', { key });
  const paths = [
    '/v1/dossiers/H44.1',
    '/v1/dossiers/H44.1/timeline',
    '/v1/dossiers/H44.1/handovers',
    `/v1/inbox/${handoverId}`,
    `/v1/inbox/${handoverId}/timeline`,
  ];
  const statuses = async (key: string): Promise<number[]> => {
    const answers: number[] = [];
    for (const path of paths) answers.push((await http.ask(path, { key })).status);
    return answers;
  };

  it('the owner sees all, a stranger finds nothing', async () => {
    expect(await statuses(keys.demo)).toEqual([200, 200, 200, 200, 200]);
    expect(await statuses(keys.other)).toEqual([404, 404, 404, 404, 404]);
    expect((await http.ask('/v1/inbox', { key: keys.other })).json).toEqual({ items: [] });
    expect((await http.ask('/v1/inbox')).json.items).toMatchObject([{ id: handoverId }]);
  });

  it('the receiver sees the dossier as long as it owes an answer, and afterwards its own entry', async () => {
    handedToOther();
    expect(await statuses(keys.other)).toEqual([200, 200, 200, 200, 200]);
    expect((await dossier(keys.other)).json.applicant.name).toBe('TRAN THI KHONGDUOCLO');
    http.core.handovers.set(handoverId, aHandover({ toUnit: 'H30', state: 'answered' }));
    expect(await statuses(keys.other)).toEqual([404, 404, 404, 200, 200]);
    expect((await http.ask('/v1/inbox', { key: keys.other })).json.items).toHaveLength(1);
  });

  it('who owned the dossier before has nothing of the handover, not even by repeating its own', async () => {
    http.core.handovers.set(handoverId, aHandover({ owner: 'H30', toUnit: 'H30.01' }));
    expect(await statuses(keys.demo)).toEqual([200, 200, 200, 404, 404]);
    http.core.handOverAnswer = { kind: 'accepted', handover: handoverId, replayed: true };
    const repeated = await handOver({}, { headers: { 'idempotency-key': 'k' } });
    expect(repeated).toMatchObject({ status: 404, json: { code: 'dossier.notFound' } });
  });

  it('a unit that is not the caller’s filters everything away', async () => {
    expect((await http.ask('/v1/inbox?unit=H30')).json.items).toEqual([]);
    expect((await http.ask('/v1/inbox?unit=X99')).json.items).toHaveLength(1);
  });

  it.each(['state=lost', 'kind=gift', 'unit=a%20b', 'colour=red'])('no list by %s', async (query) => {
    expect((await http.ask(`/v1/inbox?${query}`)).json.code).toBe('request.invalid');
  });

  it.each(['none', 'H44.1'])('no entry %s', async (id) => {
    expect((await http.ask(`/v1/inbox/${id}`)).json.code).toBe('handover.notFound');
  });
});
