import { accepted, type ApiClient } from '../support/api-client.js';
import { aDossier } from '../support/dossier.js';
import { Home, type Started } from '../support/home.js';
import { driveSandbox } from '../support/sandbox-slices.js';
import { keys, shortTimes } from '../support/test-config.js';
import { until } from '../support/until.js';

/** One agency's unit is a client of the gateway, the other's is behind another hub: a request goes there, and its answer comes back. */
describe('a request to an agency behind another hub', () => {
  let home: Home;
  let env: Readonly<Record<string, string>>;
  let product: Started;
  const far = 'G01.05';
  const farCode = '000.00.05.G01';
  const secrets = {
    ...{ HUB_KEY: 'hub-key-1', HUB_SECRET: 'hub-secret-1', HUB_CALLS: 'hub-calls-with-this' },
    ...{ HUB_ACCESS_KEY: 'access-key', HUB_ACCESS_SECRET: 'secret-key' },
  };

  beforeAll(async () => {
    home = await Home.open('prepared');
    const slice = {
      baseUrl: `${home.portal.url}/lgsp-exchange`,
      auth: {
        ...{ key: '${HUB_KEY}', secret: '${HUB_SECRET}' },
        access: {
          ...{ accessKey: '${HUB_ACCESS_KEY}', secretKey: '${HUB_ACCESS_SECRET}' },
          ...{ appName: 'LienThong', partnerCode: '000.00.01.H99' },
        },
      },
      answers: { known: ['1'], refusals: ['2', '3', '4', '5'] },
      inbound: { secrets: ['${HUB_CALLS}'] },
      ...{ deadlines: shortTimes.deadlines.sync, limits: shortTimes.limits },
      transport: { allowPrivateAddresses: true },
    };
    const units = [{ code: far, name: 'Cục Hộ tịch', via: 'lgsp-exchange', hubCode: farCode }];
    env = { ...home.configured({}, { units, partners: { 'lgsp-exchange': slice } }), ...secrets };
    product = await home.start(env, keys.demo);
    await sandbox('PUT', '/bank/settings', { callbackBase: home.url, speed: 20 });
  }, 60_000);
  afterAll(() => home.remove());

  const sandbox = <T>(method: string, path: string, body?: object) =>
    driveSandbox<T>(home.portal.url + path, method, body);
  const live = (life: string) => sandbox('PUT', '/lgsp-exchange/lives', { unit: farCode, life });
  const situation = (operation: string, body: object) => sandbox('PUT', `/situations/lgsp-exchange${operation}`, body);
  interface There {
    readonly sourceId: string;
    readonly heard: readonly { readonly type: string; readonly content?: string; readonly due_date?: string }[];
    readonly first: { readonly ref_code: string };
  }
  interface Call {
    readonly kind: string;
    readonly outcome: string;
  }
  const there = async (dossier: string): Promise<readonly There[]> =>
    (await sandbox<{ items: There[] }>('GET', '/lgsp-exchange/handovers')).items.filter(
      ({ first }) => first.ref_code === dossier,
    );
  const client = (): ApiClient => product.client;
  const handOver = async (dossier: string): Promise<string> => {
    const body = { toUnit: far, kind: 'request', request: 'Đề nghị xác minh hộ tịch' };
    return accepted(await client().ask('POST', `/v1/dossiers/${dossier}/handovers`, { body })).json.id as string;
  };
  const stated = async (dossier: string): Promise<void> => {
    accepted(await client().putAndWait(dossier, aDossier({ status: 'processing' })));
  };
  const inState = (id: string, state: string) =>
    until(
      `handover ${id} ${state}`,
      async () => {
        const { json } = await client().get(`/v1/inbox/${id}`);
        return json.state === state ? json : undefined;
      },
      30_000,
    );
  const linesOf = async (path: string): Promise<string[]> =>
    ((await client().get(path)).json.items as { kind: string; text: string }[])
      .filter(({ kind }) => kind.startsWith('handover.'))
      .map(({ kind, text }) => `${kind} ${text}`);

  it('is accepted and answered there; both timelines say the same', async () => {
    await live('accepts');
    await stated('H44.01-hub-1');
    const id = await handOver('H44.01-hub-1');
    await inState(id, 'accepted');
    const say = (type: string, more: object) =>
      sandbox('POST', `/lgsp-exchange/handovers/LT-${id}/words`, { type, ...more });
    await say('CAPNHAT', { content: 'Đang tra sổ hộ tịch', due_date: '20990102170000' });
    await until('its news has come', async () => (await client().get(`/v1/inbox/${id}`)).json.expectedAt);
    await say('THANHTOAN', { amount: 50_000 });
    await until('so has its payment', async () =>
      (await linesOf(`/v1/inbox/${id}/timeline`)).at(-1)?.includes('50.000'),
    );
    await say('KETQUA', { content: 'Đã xử lý, thông tin đúng như đề nghị' });
    const { answer } = await inState(id, 'answered');
    expect(answer.text).toBe('Đã xử lý, thông tin đúng như đề nghị');
    const [dossier, own] = [
      await linesOf('/v1/dossiers/H44.01-hub-1/timeline?limit=200'),
      await linesOf(`/v1/inbox/${id}/timeline`),
    ];
    expect(dossier).toEqual(own);
    const kinds = own.map((line) => line.split(' ')[0]);
    expect(kinds[0]).toBe('handover.sent');
    expect(kinds.slice(-4)).toEqual(['accepted', 'updated', 'paidThere', 'answered'].map((what) => `handover.${what}`));
    expect(own.at(-3)).toMatch(/dự kiến trả lời 17:00 ngày 02\/01\/2099: Đang tra sổ hộ tịch$/);
    expect(own.at(-1)).toContain('Cục Hộ tịch đã trả lời yêu cầu về hồ sơ: Đã xử lý, thông tin đúng như đề nghị');
    expect((await client().get('/v1/dossiers/H44.01-hub-1')).json.waitingOn).toMatchObject({ who: 'agency' });
  }, 60_000);

  it('the hub away for a while, and we killed with calls out: each is there once, and each is answered', async () => {
    await live('answers');
    const codes = (what: string): string[] => [1, 2, 3].map((at) => `H44.01-${what}-${at}`);
    const [lost, away] = [codes('lost'), codes('away')];
    for (const code of [...lost, ...away]) await stated(code);
    // Calls that have taken effect, and whose answer nobody hears: the process dies with them.
    await situation('/TIEPNHAN', { situation: 'timeoutAfterEffect', all: true });
    const ids = new Map<string, string>();
    for (const code of lost) ids.set(code, await handOver(code));
    await until('three are there', async () => (await Promise.all(lost.map(there))).every((all) => all.length === 1));
    process.kill(product.pid, 'SIGKILL');
    expect(await product.ended).toBe(137);
    await sandbox('DELETE', '/situations');
    await situation('', { situation: 'down', all: true });
    product = await home.start(env, keys.demo);
    for (const code of away) ids.set(code, await handOver(code));
    const waiting = (await client().get(`/v1/dossiers/${away[0]!}`)).json.waitingOn;
    expect(waiting).toMatchObject({ who: 'partner', name: 'lgsp-exchange' });
    await sandbox('DELETE', '/situations');
    for (const [code, id] of ids) {
      await inState(id, 'answered');
      expect(await there(code)).toHaveLength(1);
      expect(
        (await linesOf(`/v1/inbox/${id}/timeline`)).filter((line) => line.startsWith('handover.answered')),
      ).toHaveLength(1);
      const { via } = (await client().get(`/v1/inbox/${id}`)).json;
      const { outcome, attemptList } = await client().exchangeIn(via.exchange, 'settled');
      // Of unknown fate it is never sent again: at most one call has left, and what came back shows that it arrived.
      const calls = attemptList.filter(({ kind, outcome: came }: Call) => kind === 'call' && came !== 'later');
      expect([outcome, calls.length <= 1]).toEqual(['done', true]);
    }
  }, 120_000);

  it('a request from there stands in the inbox of our unit, and our answer arrives there, once each', async () => {
    const theirs = { source_id: 'G01-000001', ref_code: 'G01.05-1', from_unit_code: farCode, to_unit_code: 'H44.01' };
    await sandbox('POST', '/lgsp-exchange/handovers', { ...theirs, content: 'Đề nghị cung cấp bản sao' });
    const found = await until('it is in the inbox', async () => {
      const { items } = (await client().get('/v1/inbox?unit=H44.01&state=open')).json;
      return items.find(({ fromUnit }: { fromUnit: string }) => fromUnit === far);
    });
    expect(found).toMatchObject({ request: 'Đề nghị cung cấp bản sao', dossier: 'G01.05-1', via: { from: 'there' } });
    accepted(await client().ask('POST', `/v1/inbox/${found.id}/accept`));
    const report = { text: 'Đang tra sổ gốc', expectedAt: '2099-01-02T17:00:00+07:00' };
    accepted(await client().ask('POST', `/v1/inbox/${found.id}/report`, { body: report }));
    accepted(await client().ask('POST', `/v1/inbox/${found.id}/answer`, { body: { text: 'Bản sao đính kèm' } }));
    const heard = await until('all words are there', async () => {
      const { heard } = await sandbox<There>('GET', '/lgsp-exchange/handovers/G01-000001');
      return heard.length >= 3 ? heard : undefined;
    });
    expect(heard.map(({ type, content, due_date }) => [type, content, due_date])).toEqual([
      ['TIEPNHAN', undefined, undefined],
      ['CAPNHAT', 'Đang tra sổ gốc', '20990102170000'],
      ['KETQUA', 'Bản sao đính kèm', undefined],
    ]);
    expect(product.said()).not.toMatch(/Đề nghị cung cấp|Đang tra sổ|Bản sao đính kèm|LE THI CAN BO/);
  }, 60_000);

  it('taken back before anybody there has answered: the hub hears of it', async () => {
    await live('silent');
    await stated('H44.01-hub-9');
    const id = await handOver('H44.01-hub-9');
    accepted(await client().ask('POST', `/v1/inbox/${id}/withdraw`));
    await until('it has been taken back', async () =>
      (await there('H44.01-hub-9'))[0]?.heard.some(({ type }) => type === 'RUT'),
    );
    const again = await client().ask('POST', `/v1/inbox/${id}/withdraw`);
    expect([again.status, again.json.code]).toEqual([409, 'handover.notApplicable']);
  }, 60_000);
});
