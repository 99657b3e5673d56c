import {
  channels,
  dossierStatuses,
  feeStandings,
  origins,
  serviceLevels,
  type Channel,
  type StatusPush,
} from '@lienthong/contracts';
import { defaultTables as portalTables } from '../dvc-portal/dvc-portal.tables.mapping.js';
import { answer, scriptedHttp } from '../testing/dvc-portal/scripted-http.js';
import { attemptPush, goldenPush } from '../testing/emc/emc.js';
import { defaultEmcTables as tables } from './emc.tables.mapping.js';

/** What EMC gets for a push with these changes. */
async function sent(payload: Partial<StatusPush>, changes: Record<string, unknown> = {}) {
  const http = scriptedHttp(answer(204, ''));
  expect(await attemptPush(http, { payload: goldenPush(payload), changes })).toMatchObject({ outcome: 'done' });
  return JSON.parse(http.bodies()[0]!) as Record<string, unknown>;
}

describe('codes of EMC', () => {
  it("reception has the portal's numbers reversed: 1 is online here and direct there, 2 the other way round", async () => {
    expect(await sent({ channel: 'online' })).toMatchObject({ formsReception: 1 });
    expect(await sent({ channel: 'direct' })).toMatchObject({ formsReception: 2 });
    expect([portalTables.channel.direct, portalTables.channel.online]).toEqual(['1', '2']);
    expect(tables.formsReception.online).toBe(portalTables.channel.direct);
    expect(tables.formsReception.direct).toBe(portalTables.channel.online);
  });

  it('post is not online, in reception and in level', async () => {
    const post = await sent({ channel: 'post' });
    expect(post).toMatchObject({ formsReception: 2, level: 1, isDVCBC: 1 });
    expect(tables.formsReception.post).not.toBe(tables.formsReception.online);
  });

  it.each<[Channel, StatusPush['procedure']['serviceLevel'], number]>([
    ['online', 'full', 4],
    ['online', 'partial', 3],
    ['online', 'information', 3],
    ['online', undefined, 3],
    ['online', null, 3],
    ['direct', 'full', 1],
    ['direct', 'partial', 0],
    ['direct', undefined, 0],
    ['post', 'full', 1],
    ['post', 'partial', 0],
    ['post', 'information', 0],
  ])('level of %s and %s: %d; partial is not full', async (channel, serviceLevel, level) => {
    const procedure = { code: '1', name: 'x', ...(serviceLevel === undefined ? {} : { serviceLevel }) };
    expect(await sent({ channel, procedure })).toMatchObject({ level });
  });

  it('full goes out for full only, whatever the channel', async () => {
    const full = [1, 4];
    for (const channel of channels) {
      for (const serviceLevel of [...serviceLevels, null]) {
        const { level } = await sent({ channel, procedure: { code: '1', name: 'x', serviceLevel } });
        expect([channel, serviceLevel, full.includes(level as number)]).toEqual([
          channel,
          serviceLevel,
          serviceLevel === 'full',
        ]);
      }
    }
  });

  it.each<[StatusPush['status'], number]>([
    ['registered', 1],
    ['received', 1],
    ['refused', 0],
    ['processing', 2],
    ['supplementRequested', 0],
    ['paymentRequested', 0],
    ['withdrawn', 0],
    ['stopped', 0],
    ['completed', 2],
    ['returned', 3],
  ])('status %s: %d', async (status, code) => {
    expect(await sent({ status })).toMatchObject({ status: code });
  });

  it('completed is not yet returned: 3 goes out for returned only', () => {
    expect(dossierStatuses.filter((status) => tables.status[status] === '3')).toEqual(['returned']);
  });

  it('a fee counts as paid online only where that was seen; nothing is said to be paid at the counter', async () => {
    const codes = await Promise.all(feeStandings.map(async (payment) => (await sent({ payment }))['formsPayments']));
    expect(Object.fromEntries(feeStandings.map((payment, at) => [payment, codes[at]]))).toEqual({
      none: 0,
      owed: 0,
      paymentPlatform: 1,
      bankQr: 1,
    });
  });

  it('only what comes from the national portal is from it', () => {
    expect(origins.map((origin) => tables.fromNationalPortal[origin])).toEqual(['1', '0', '0']);
  });

  it.each([
    ['counter', 'online', 0],
    ['electronic', 'online', 0],
    [null, 'online', 0],
    ['post', 'online', 1],
    ['counter', 'post', 1],
  ] as const)('returned by %s, came %s: post %d', async (returnBy, channel, isDVCBC) => {
    expect(await sent({ returnBy, channel })).toMatchObject({ isDVCBC });
  });

  it('every code may be configured, and a local procedure code is replaced by the national one', async () => {
    const own = { status: { completed: '3' }, formsPayments: { bankQr: '2' }, procedures: { 'L.1': '1.003560' } };
    expect(
      await sent({ status: 'completed', payment: 'bankQr', procedure: { code: 'L.1', name: 'x' } }, { tables: own }),
    ).toMatchObject({ status: 3, formsPayments: 2, codeTTHC: '1.003560', formsReception: 1 });
  });
});

describe('the field user', () => {
  const citizen = { kind: 'citizen', personalNumber: '000099000000' } as const;
  const key = 'synthetic-key-of-32-characters-00';
  const user = async (applicant: StatusPush['applicant'], settings?: object) =>
    (await sent({ applicant }, settings === undefined ? { user: {} } : { user: settings }))['user'] as string;

  it('by default holds no number, and nothing that can be counted back to one', async () => {
    expect(JSON.parse(await user(citizen))).toEqual({ TYPE: '2' });
  });

  it('a pseudonym is the same for the same number, another for another number or key', async () => {
    const pseudonym = { form: 'pseudonym', key };
    const mine = await user(citizen, pseudonym);
    expect(mine).toBe(await user(citizen, pseudonym));
    expect(mine).not.toContain('000099000000');
    expect(mine).not.toBe(await user({ ...citizen, personalNumber: '000099000001' }, pseudonym));
    expect(mine).not.toBe(await user(citizen, { ...pseudonym, key: `${key}1` }));
    expect(JSON.parse(await user({ kind: 'citizen' }, pseudonym))).toEqual({ TYPE: '2' });
  });

  it('the number itself goes only where the document that demands it is named', async () => {
    const demanded = { form: 'clear', demandedBy: '12/CV-X, 2026-01-02' };
    expect(JSON.parse(await user(citizen, demanded))).toEqual({ ID_local: '000099000000', TYPE: '2' });
  });

  it.each([
    [{ kind: 'business', taxCode: '0100000000' }, '1'],
    [{ kind: 'business', taxCode: '0100000000-001' }, '1'],
    [{ kind: 'householdBusiness', taxCode: '000099000000' }, '2'],
    [{ kind: 'business', personalNumber: '000099000000' }, '2'],
    [{ kind: 'citizen', personalNumber: '000099000000', taxCode: '0100000000' }, '2'],
  ] as const)('%j is of type %s', async (applicant, type) => {
    expect(JSON.parse(await user(applicant))).toEqual({ TYPE: type });
  });
});
