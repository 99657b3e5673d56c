import { hubCall, hubConfigOf, hubGolden, hubRouteOf, hubSecret, readHubCall } from '../testing/lgsp-exchange/hub.js';

const said = (name: string): string => hubGolden(`${name}.notification.json`);
const changed = (change: Readonly<Record<string, unknown>>, name = 'answered'): string =>
  JSON.stringify({ ...(JSON.parse(said(name)) as object), ...change });

const ours = 'LT-00000000-0000-8000-8000-000000000001';
const ends = { fromHubCode: '000.00.05.G01', toHubCode: '000.00.01.H99', at: '2025-07-01T04:00:00.000Z' };

describe('what the hub brings', () => {
  it.each([
    ['accepted', { act: 'accepted', reference: ours, dossier: 'H99.01-250701-00001' }],
    ['refused', { act: 'refused', reference: ours, detail: { text: 'Không thuộc thẩm quyền' } }],
    ['updated', { act: 'updated', reference: ours, detail: { text: 'Đang xử lý' } }],
    ['updated-due', { act: 'updated', reference: ours, dueAt: '2025-07-10T10:00:00.000Z' }],
    ['paid', { act: 'paid', reference: ours, amount: 50_000 }],
    [
      'answered',
      {
        ...{ act: 'answered', reference: ours },
        detail: {
          ...{ text: 'Thông tin hộ tịch đúng', officer: 'LE THI CAN BO' },
          documents: [{ id: '1', name: 'ket-qua.pdf', url: 'https://files.example.vn/r1' }],
        },
      },
    ],
    // The very same verb as `accepted`: under a reference of its own the far agency hands something over.
    ['theirs', { act: 'handOver', reference: 'G01-000001', dueAt: '2025-07-08T10:00:00.000Z' }],
    ['theirs-withdrawn', { act: 'withdrawn', reference: 'G01-000001' }],
  ])('%s', (name, fact) =>
    expect(readHubCall(hubCall(said(name)))).toMatchObject({
      kind: 'facts',
      facts: [{ kind: 'handover', ...ends, ...fact }],
    }),
  );

  it('the same statement has one number, another verb, time or reference has another', () => {
    const numberOf = (body: string): string | undefined => {
      const read = readHubCall(hubCall(body));
      const [fact] = read.kind === 'facts' ? read.facts : [];
      return fact?.kind === 'handover' ? fact.statementId : undefined;
    };
    const first = numberOf(said('answered'));
    expect(numberOf(changed({ content: 'x' }))).toBe(first);
    for (const other of [{ type: 'CAPNHAT' }, { time_of_process: '20250701110001' }, { source_id: 'x' }]) {
      expect(numberOf(changed(other))).not.toBe(first);
    }
    // Two payments of one second, of two amounts, are two.
    expect(numberOf(changed({ amount: 20_000 }, 'paid'))).not.toBe(numberOf(said('paid')));
    expect(numberOf(changed({ amount: '50000' }, 'paid'))).toBe(numberOf(said('paid')));
  });

  it.each([
    ['without the secret', { lgspaccesstoken: [] }, 'secretMissing'],
    ['with another one', { lgspaccesstoken: ['hub-calls-with-thas'] }, 'secretWrong'],
    ['with two', { lgspaccesstoken: [hubSecret, hubSecret] }, 'secretDoubled'],
  ])('%s it is not believed', (_title, headers, cause) =>
    expect(readHubCall(hubCall(said('answered'), headers))).toEqual({
      ...{ kind: 'refused', ground: 'proof', cause: `lgsp-exchange.${cause}` },
    }),
  );

  it('where no secret is configured nobody is believed', () =>
    expect(readHubCall(hubCall(said('answered')), hubConfigOf({ inbound: {} }))).toMatchObject({ ground: 'proof' }));

  it.each([
    ['no JSON', '{', undefined],
    ['another verb', changed({ type: 'XOA' }), 'typeUnknown'],
    ['no reference', changed({ source_id: '' }), 'source_idMissing'],
    ['a reference with a blank', changed({ source_id: 'G01 1' }), 'source_idMalformed'],
    ['no time', changed({ time_of_process: null }), 'time_of_processMissing'],
    ['a day that there is not', changed({ time_of_process: '20250230110000' }), 'time_of_processMalformed'],
    ['a payment of nothing', changed({ amount: 0 }, 'paid'), 'amountZero'],
    ['a payment in a word', changed({ amount: 'x' }, 'paid'), 'amountNotWhole'],
    ['no unit', changed({ from_unit_code: ' ' }), 'from_unit_codeMissing'],
    ['documents that are none', changed({ attachments: 'x' }), 'documentsMalformed'],
    ['a document without a name', changed({ attachments: [{}] }), 'documentsMalformed'],
    [
      'more documents than anybody reads',
      changed({ attachments: Array(51).fill({ name: 'x' }) }),
      'documentsMalformed',
    ],
  ])('%s: refused, and says why', (_title, body, cause) => {
    const read = readHubCall(hubCall(body));
    expect(read).toMatchObject({ kind: 'refused', ground: 'content' });
    if (cause) expect(read).toMatchObject({ cause: `lgsp-exchange.${cause}` });
  });

  it('an address that is none of the web is left out, RFC 3339 is a time too', () => {
    const body = changed({
      attachments: [{ name: 'x', url: 'file:///etc/passwd' }],
      time_of_process: '2025-07-01T11:00:00+07:00',
    });
    expect(readHubCall(hubCall(body))).toMatchObject({
      facts: [{ at: ends.at, detail: { documents: [{ id: '1', name: 'x' }] } }],
    });
    expect(JSON.stringify(readHubCall(hubCall(body)))).not.toContain('passwd');
  });

  it('is answered in the configured words', () => {
    const { answer } = hubRouteOf();
    const request = hubCall(said('answered'));
    expect(answer({ kind: 'stored', facts: [] as never }, request)).toMatchObject({
      status: 200,
      body: hubGolden('notification.answer.json'),
    });
    const refused = answer({ kind: 'refused', ground: 'proof', cause: 'lgsp-exchange.secretWrong' }, request);
    expect(refused).toMatchObject({ status: 401, body: '{"error_code":"1","message":"lgsp-exchange.secretWrong"}' });
    expect(answer({ kind: 'refused', ground: 'content', cause: 'x' }, request).status).toBe(400);
  });
});
