import { sql } from 'kysely';
import type { ExchangeAnnounced } from '@lienthong/contracts';
import { sandboxPartners } from '@lienthong/embedded';
import { accepted } from '../support/api-client.js';
import { aDossier } from '../support/dossier.js';
import { startProduct, type Product } from '../support/product.js';
import { until } from '../support/until.js';

/** An officer asks about an applicant; the population database of the sandbox answers over SOAP; the next dossier asks nobody. */
describe('a citizen checked', () => {
  let product: Product;
  beforeAll(async () => {
    product = await startProduct({
      partners: (sandboxUrl) => ({ population: sandboxPartners(sandboxUrl)['population'] }),
    });
  }, 60_000);
  afterAll(() => product?.dispose());

  /** What stood on the bus about checks, and whether it opens for a key that is soon erased alone. */
  const questions = async (): Promise<readonly boolean[]> => {
    const { rows } = await sql<{ value: Buffer }>`
      select r.value from bus.record r where convert_from(r.key, 'utf8') like 'citizenCheck:%'
        and r.headers like '%exchange.announced%'`.execute(product.embedded.store.db('bus'));
    return rows.map(({ value }) => {
      const { payload } = JSON.parse(value.toString('utf8')) as ExchangeAnnounced;
      return payload.key === '' && payload.passing !== undefined;
    });
  };

  const person = { personalNumber: '000190000001', fullName: 'TRẦN THỊ HOÀ', birthDate: '1990-05-20' };
  const applicant = { kind: 'citizen', name: person.fullName, personalNumber: person.personalNumber } as const;
  const ask = async (dossier: string, change: object = {}) => {
    accepted(await product.client.putAndWait(dossier, aDossier({ applicant })));
    const body = { dossier, procedure: aDossier().procedure.code, officer: { id: 'cb-01' }, ...person, ...change };
    return product.client.ask('POST', '/v1/citizen-checks', { body, headers: { prefer: 'wait=20' } });
  };
  const lookUps = async (): Promise<number> =>
    (await product.operator.get('/v1/exchanges?partner=population&limit=200')).json.items.length;
  const situation = async (variant: string): Promise<void> => {
    const answer = await fetch(`${product.sandboxUrl}/situations/population/TraCuuThongTinCongDan`, {
      ...{ method: 'PUT', headers: { 'content-type': 'application/json' } },
      body: JSON.stringify({ situation: 'otherWords', variant, count: 1 }),
    });
    expect(answer.status).toBe(200);
  };

  it('matches; the dossier and the portal know; a second dossier of the same person makes no second look-up', async () => {
    const gateway = product.embedded.store.db<unknown>('gateway');
    await until('a key for questions is offered', async () => {
      const { rows } = await sql`select 1 from gateway.passing_key`.execute(gateway);
      return rows.length > 0;
    });
    const first = await ask('H44.01-check-1', { fields: ['fullName'] });
    expect(await questions()).toEqual([true]);
    expect(first).toMatchObject({
      status: 200,
      json: {
        state: 'done',
        verdict: 'matched',
        released: { fullName: person.fullName },
        receipt: { officer: 'cb-01' },
      },
    });
    expect(await lookUps()).toBe(1);
    const { facts, partners } = (await product.client.get('/v1/dossiers/H44.01-check-1')).json;
    expect(facts.identity).toMatchObject({ evidence: first.json.id, verdict: 'matched' });
    expect(partners.population.state).toBe('inStep');
    const held = `${product.sandboxUrl}/journal/state/dvc-portal/H44.01-check-1`;
    await until('the portal hears of it', async () => (await (await fetch(held)).text()).includes('"MaCSDL":"7"'));

    const second = await ask('H44.01-check-2', { fullName: 'Trần Thị Hoà', officer: { id: 'cb-02' } });
    expect(second).toMatchObject({ status: 200, json: { verdict: 'matched', reusedFrom: first.json.id } });
    expect(second.json).not.toHaveProperty('released');
    expect(await lookUps()).toBe(1);
    const { items } = (await product.client.get('/v1/dossiers/H44.01-check-2/timeline')).json;
    expect(items.map(({ text }: { text: string }) => text).join('\n')).toContain('không tra cứu lần nữa');
  });

  it('differs: field by field, with who mends it and a sentence', async () => {
    const claims = { permanentAddress: { provinceCode: '01', communeCode: '00004', line: 'Số 99 phố Khác' } };
    const { json } = await ask('H44.01-check-3', { claims });
    expect(json).toMatchObject({ state: 'done', verdict: 'differs' });
    const address = json.fields.find(({ name }: { name: string }) => name === 'permanentAddress');
    expect(address).toMatchObject({
      verdict: 'differs',
      fixBy: 'applicant',
      hint: expect.stringContaining('công dân'),
    });
  });

  it('an address in the codes of before matches, and its agency is told the present one', async () => {
    const claims = { permanentAddress: { provinceCode: '01', districtCode: '001', communeCode: '00004' } };
    const { json } = await ask('H44.01-check-6', { claims });
    expect(json).toMatchObject({ state: 'done', verdict: 'matched' });
    expect(json.fields.at(-1)).toMatchObject({ name: 'permanentAddress', verdict: 'match', code: 'address.former' });
    expect(json.warnings).toMatchObject([{ code: 'area.former', candidates: [{ communeCode: '00004' }] }]);
  });

  it('nobody found, and a base that does not answer as agreed: the one is a verdict, the other never', async () => {
    const nobody = await ask('H44.01-check-4', { birthDate: '1990-05-21' });
    expect(nobody.json).toMatchObject({ state: 'done', verdict: 'noMatch', fixBy: 'agency', fields: [] });
    await situation('otherPerson');
    const body = { dossier: 'H44.01-check-4', procedure: aDossier().procedure.code, officer: { id: 'cb-01' } };
    const other = await product.client.ask('POST', '/v1/citizen-checks', {
      body: { ...body, personalNumber: '000060000002', fullName: 'LÊ VĂN NĂM', birthDate: '1960' },
      headers: {},
    });
    expect(other.status).toBe(202);
    expect(['pending', 'unknown']).toContain(other.json.state);
    expect(other.json).not.toHaveProperty('verdict');
    const shown = await until('why it has not answered', async () => {
      const { json } = await product.client.get(`/v1/citizen-checks/${other.json.id}`);
      return json.troubles.length > 0 && json;
    });
    expect(shown.troubles).toMatchObject([
      { cause: 'population.otherPerson', whoActs: 'partner', detail: expect.stringMatching(/bên cần xử lý: .+\.$/) },
    ]);
  });

  it('another agency sees nothing of it', async () => {
    const { json } = await ask('H44.01-check-5');
    expect((await product.other.get(`/v1/citizen-checks/${json.id}`)).json.code).toBe('citizenCheck.notFound');
    expect((await product.operator.get(`/v1/citizen-checks/${json.id}`)).json.code).toBe('access.clientOnly');
  });
});
