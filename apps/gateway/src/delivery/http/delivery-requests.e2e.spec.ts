import { aDelivery, deliveryId } from '../../testing/fake-deliveries.js';
import { keys, patientConfig, startHttp, type Answer, type Ask, type HttpFixture } from '../../testing/http-fixture.js';

/** Requests about deliveries as far as they can be judged without a store. */
let http: HttpFixture;
beforeAll(async () => {
  http = await startHttp({ config: patientConfig });
});
afterAll(() => http.close());
beforeEach(() => {
  http.core.ordered.splice(0);
  http.core.deliveries.clear();
  http.core.deliveries.set(deliveryId, aDelivery());
  http.core.orderAnswer = undefined;
  http.core.callOffAnswer = undefined;
  http.core.endsWithinWait = true;
});

const party = {
  ...{ name: 'TRAN THI KHONGDUOCLO', phone: '0912345678' },
  address: { provinceCode: '25', communeCode: '08707', line: 'So 1 pho Bimat' },
};
const order = (change: Readonly<Record<string, unknown>> = {}, more: Ask = {}): Promise<Answer> =>
  http.ask('/v1/deliveries', {
    ...{ method: 'POST', body: { dossier: 'H44.1', direction: 'return', ...change } },
    ...more,
  });
const cancel = (more: Ask = {}): Promise<Answer> =>
  http.ask(`/v1/deliveries/${deliveryId}/cancellation`, { method: 'POST', ...more });

describe('an order', () => {
  it('is handed on as stated, in codes that are in force; null says the same as nothing', async () => {
    const address = { provinceCode: '26', districtCode: '243', communeCode: '08713', line: '1' };
    const answer = await order({
      sender: null,
      receiver: { ...party, email: null, address },
      description: 'goi truoc',
    });
    expect(answer).toMatchObject({ status: 202, headers: { location: `/v1/deliveries/${deliveryId}` } });
    expect(answer.json).toMatchObject({
      ...{ id: deliveryId, state: 'requested', events: [], createdAt: '2026-11-22T08:00:00+07:00' },
      warnings: [{ pointer: '/receiver/address/communeCode', code: 'area.former' }],
    });
    expect(answer.json.unit).toBeUndefined();
    expect(http.core.ordered).toMatchObject([
      {
        ...{ client: 'demo', dossier: 'H44.1', direction: 'return', description: 'goi truoc' },
        receiver: { ...party, address: { provinceCode: '25', communeCode: '08707', line: '1' } },
      },
    ]);
  });

  it.each([
    [{ dossier: undefined }, ['/dossier field.required']],
    [{ direction: 'there' }, ['/direction value.notAllowed']],
    [{ receiver: 'KHONGDUOCLO' }, ['/receiver type.object']],
    [{ receiver: { ...party, phone: undefined } }, ['/receiver/phone field.required']],
    [{ receiver: { ...party, phone: 'KHONGDUOCLO' } }, ['/receiver/phone phone.invalid']],
    [{ receiver: { ...party, name: ' ' } }, ['/receiver/name text.blank']],
    [{ receiver: { ...party, address: undefined } }, ['/receiver/address field.required']],
    [
      { sender: { ...party, address: { line: ' ' } } },
      ['/sender/address/provinceCode field.required', '/sender/address/line text.blank'],
    ],
    [{ sender: { ...party, address: { ...party.address, city: 'Bimat' } } }, ['/sender/address/city field.unknown']],
    [{ description: 'a\u0000b' }, ['/description text.nul']],
    [{ itemCode: 'EA 1' }, ['/itemCode code.invalid']],
    [{ state: 'delivered' }, ['/state field.unknown']],
  ])('%j', async (change, faults) => {
    const { json, text } = await order(change);
    expect(json.code).toBe('request.invalid');
    const errors = json.errors as { pointer: string; code: string }[];
    expect(errors.map(({ pointer, code }) => `${pointer} ${code}`)).toEqual(faults);
    for (const mark of ['KHONGDUOCLO', 'Bimat', '0912345678']) expect(text).not.toContain(mark);
    expect(http.core.ordered).toEqual([]);
  });

  it('is answered when the post has, if somebody waits', async () => {
    expect((await order({}, { headers: { prefer: 'wait=1' } })).status).toBe(200);
    http.core.endsWithinWait = false;
    expect((await order({}, { headers: { prefer: 'wait=1' } })).status).toBe(202);
  });

  it('while one is open: that one stands in the answer', async () => {
    http.core.orderAnswer = { kind: 'open', delivery: deliveryId };
    const { status, json, headers } = await order();
    expect([status, headers.location]).toEqual([409, `/v1/deliveries/${deliveryId}`]);
    expect(json).toMatchObject({ code: 'delivery.open', delivery: { id: deliveryId, state: 'requested' } });
  });

  it('for an applicant of whom too little is known: what is missing, where it could be stated', async () => {
    const missing = ['/applicant/phone', '/applicant/address/line'];
    http.core.orderAnswer = { kind: 'applicantIncomplete', missing };
    const { status, json } = await order({ direction: 'collect' });
    expect(status).toBe(422);
    expect(json).toMatchObject({
      ...{ code: 'delivery.applicantIncomplete', whoActs: 'agency' },
      errors: [{ pointer: '/sender/phone' }, { pointer: '/sender/address/line' }],
    });
  });

  it('a repeat says so', async () => {
    http.core.orderAnswer = { kind: 'accepted', delivery: deliveryId, exchanges: [], replayed: true };
    const answer = await order({}, { headers: { 'idempotency-key': 'k-1' } });
    expect(answer.headers['idempotency-replayed']).toBe('true');
  });
});

describe('who may see what', () => {
  it("another unit's delivery is not found, by whatever way", async () => {
    const path = `/v1/deliveries/${deliveryId}`;
    expect((await http.ask(path)).json).toMatchObject({ id: deliveryId });
    expect((await http.ask(path, { key: keys.viewer })).status).toBe(200);
    expect((await http.ask(path, { key: keys.other })).json.code).toBe('delivery.notFound');
    expect((await cancel({ key: keys.other })).json.code).toBe('delivery.notFound');
    expect((await http.ask('/v1/deliveries', { key: keys.other })).json).toEqual({ items: [] });
    expect((await http.ask('/v1/deliveries?state=requested')).json.items).toMatchObject([{ id: deliveryId }]);
  });

  it.each(['none', 'H44.1', '0192f3a0'])('no delivery %s', async (id) => {
    expect((await http.ask(`/v1/deliveries/${id}`)).json.code).toBe('delivery.notFound');
  });

  it.each(['state=lost', 'dossier=a%20b', 'colour=red'])('no list by %s', async (query) => {
    expect((await http.ask(`/v1/deliveries?${query}`)).json.code).toBe('request.invalid');
  });
});

it('what is odd about a waybill number is shown beside it', async () => {
  http.core.deliveries.set(deliveryId, aDelivery({ itemCode: 'BK990032289VN', itemCodeFault: 'checkDigit' }));
  expect((await http.ask(`/v1/deliveries/${deliveryId}`)).json).toMatchObject({
    ...{ itemCode: 'BK990032289VN', itemCodeFault: 'checkDigit' },
  });
});

describe('taking it back', () => {
  it('is asked of the post, and answered with what stands then', async () => {
    expect(await cancel()).toMatchObject({ status: 202, json: { id: deliveryId } });
    expect((await cancel({ body: {}, headers: { prefer: 'wait=1' } })).status).toBe(200);
    http.core.callOffAnswer = { kind: 'same', exchanges: [], replayed: false };
    expect((await cancel()).status).toBe(200);
  });

  it('takes no words', async () => {
    expect((await cancel({ body: { reason: 'x' } })).json).toMatchObject({
      ...{ code: 'request.invalid', errors: [{ pointer: '/reason', code: 'field.unknown' }] },
    });
  });

  it('is refused with the state', async () => {
    http.core.callOffAnswer = { kind: 'ended', state: 'delivered' };
    expect((await cancel()).json).toMatchObject({ code: 'delivery.ended', state: 'delivered' });
    http.core.callOffAnswer = { kind: 'kept' };
    expect((await cancel()).json).toMatchObject({ code: 'delivery.cancelRefused', whoActs: 'operator' });
  });
});
