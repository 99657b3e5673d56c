import { aCheck, aCheckRequest, checkId } from '../../testing/fake-identity.js';
import {
  keys,
  patientConfig,
  personalMarks,
  startHttp,
  type Answer,
  type Ask,
  type HttpFixture,
} from '../../testing/http-fixture.js';

/** Requests about citizens as far as they can be judged without a store: what is wrong with them, and who may have what. */
let http: HttpFixture;
beforeAll(async () => {
  http = await startHttp({ config: patientConfig });
});
afterAll(() => http.close());
beforeEach(() => {
  http.core.asked.splice(0);
  http.core.checks.set(checkId, aCheck());
  http.core.askAnswer = undefined;
});

const ask = (body: unknown, more: Ask = {}): Promise<Answer> =>
  http.ask('/v1/citizen-checks', { method: 'POST', body, ...more });
const read = (key: string = keys.demo): Promise<Answer> => http.ask(`/v1/citizen-checks/${checkId}`, { key });

function expectFaults(answer: Answer, faults: readonly string[], code = 'request.invalid'): void {
  expect(answer.json?.code).toBe(code);
  const errors = answer.json.errors as { pointer: string; code: string; detail: string }[];
  expect(errors.map(({ pointer, code: own }) => `${pointer} ${own}`)).toEqual(faults);
  for (const mark of personalMarks) expect(answer.text).not.toContain(mark);
  expect(http.core.asked).toEqual([]);
}

describe('what a check is asked with', () => {
  it('is handed on as stated; null says the same as nothing', async () => {
    const officer = { id: 'cb-01', unit: 'Phong Tu phap', phone: null };
    const claims = { gender: 'male', hometown: null, permanentAddress: { provinceCode: '25', line: null } };
    const answer = await ask(aCheckRequest({ officer, claims, fields: null }));
    expect(answer).toMatchObject({ status: 200, headers: { location: `/v1/citizen-checks/${checkId}` } });
    expect(http.core.asked).toEqual([
      {
        traceparent: expect.any(String) as unknown,
        ...{ client: 'demo', dossier: 'H44.1', procedure: '1.003560', mayUseUnit: expect.any(Function) as unknown },
        officer: { id: 'cb-01', unit: 'Phong Tu phap' },
        question: {
          ...{ by: 'person', personalNumber: '000099987654', fullName: 'NGUYỄN VĂN KHONGDUOCLO' },
          ...{ birthDate: '1999-01-31', fields: [] },
          claims: { gender: 'male', permanentAddress: { provinceCode: '25', line: null } },
        },
      },
    ]);
  });

  it.each([
    [{ dossier: 'a b' }, ['/dossier code.invalid']],
    [{ procedure: undefined }, ['/procedure field.required']],
    [{ officer: undefined }, ['/officer field.required']],
    [{ officer: { unit: 'A' } }, ['/officer/id field.required']],
    [{ officer: { id: ' ' } }, ['/officer/id text.blank']],
    [{ personalNumber: '12345' }, ['/personalNumber personalNumber.invalid']],
    [{ birthDate: '1999-02-30' }, ['/birthDate birthDate.invalid']],
    [{ birthDate: '31/01/1999' }, ['/birthDate birthDate.invalid']],
    [{ birthDate: 1999 }, ['/birthDate type.string']],
    [{ claims: [] }, ['/claims type.object']],
    [{ claims: { shoeSize: '42' } }, ['/claims/shoeSize field.unknown']],
    [{ claims: { gender: 'nam' } }, ['/claims/gender value.notAllowed']],
    [
      { claims: { father: { personalNumber: '1' } } },
      ['/claims/father/name field.required', '/claims/father/personalNumber personalNumber.invalid'],
    ],
    [{ fields: 'fullName' }, ['/fields type.array']],
    [{ fields: ['fullName', 'fullName', 'shoeSize'] }, ['/fields/1 list.twice', '/fields/2 value.notAllowed']],
    [{ by: 'face' }, ['/by value.notAllowed']],
    [{ by: 'numberAndName' }, ['/claims check.nameOnly', '/fields check.nameOnly']],
    [{ verdict: 'matched' }, ['/verdict field.unknown']],
  ])('%j', async (change, faults) => {
    expectFaults(await ask(aCheckRequest(change)), faults);
  });

  it('addresses are taken in the codes of either time, as stated; what is to be mended is said', async () => {
    const claims = {
      permanentAddress: { provinceCode: '26', districtCode: '243', communeCode: '08713' },
      currentAddress: { provinceCode: '01', districtCode: '001', communeCode: '00007' },
      hometown: { provinceCode: '1' },
      birthRegistrationPlace: { provinceCode: '01', communeCode: '00004' },
    };
    const { json } = await ask(aCheckRequest({ claims }));
    expect(http.core.asked[0]?.question.claims).toEqual(claims);
    const candidate = (provinceCode: string, communeCode: string) =>
      expect.objectContaining({ provinceCode, communeCode }) as unknown;
    const warning = (pointer: string, code: string, candidates?: unknown[]) =>
      expect.objectContaining({ pointer, code, whoActs: 'agency', ...(candidates ? { candidates } : {}) }) as unknown;
    expect(json.warnings).toEqual([
      warning('/claims/hometown/provinceCode', 'area.zerosLost'),
      warning('/claims/permanentAddress/communeCode', 'area.former', [candidate('25', '08707')]),
      warning('/claims/currentAddress/communeCode', 'area.ambiguous', [
        candidate('01', '00008'),
        candidate('01', '00025'),
      ]),
    ]);
  });

  it('a year alone is a birth date', async () => {
    await ask(aCheckRequest({ birthDate: '1999' }));
    expect(http.core.asked[0]?.question.birthDate).toBe('1999');
  });
});

describe('who may have what', () => {
  it('values that no right names are not even asked for', async () => {
    expectFaults(
      await ask(aCheckRequest({ fields: ['fullName', 'religion'] })),
      ['/fields/1 field.noRight'],
      'citizenCheck.fieldsForbidden',
    );
    expectFaults(
      await ask(aCheckRequest({ procedure: '1.000001' })),
      ['/fields/0 field.noRight'],
      'citizenCheck.fieldsForbidden',
    );
  });

  it('an answer holds what the caller has a right to, whoever asked', async () => {
    expect((await read()).json.released).toEqual({
      fullName: 'NGUYỄN VĂN KHONGDUOCLO',
      permanentAddress: { provinceCode: '25' },
    });
    http.core.checks.set(checkId, aCheck({ procedure: '1.000001' }));
    expect((await read()).json.released).toEqual({});
  });

  it('another unit finds nothing; an operator does not look at people', async () => {
    expect((await read(keys.other)).json.code).toBe('citizenCheck.notFound');
    expect((await read(keys.operator)).json.code).toBe('access.clientOnly');
    expect((await ask(aCheckRequest(), { key: keys.operator })).json.code).toBe('access.clientOnly');
  });

  it('a check for no dossier is for whoever asked', async () => {
    const { dossier: _, unit: _of, ...alone } = aCheck();
    http.core.checks.set(checkId, alone);
    expect((await read()).status).toBe(200);
    http.core.checks.set(checkId, { ...alone, client: 'other' });
    expect((await read()).json.code).toBe('citizenCheck.notFound');
  });

  it('a carrier that is not connected is not asked', async () => {
    const answer = await ask(aCheckRequest({ claims: { phone: '0900000001' } }));
    expect(answer).toMatchObject({ status: 422, json: { code: 'citizenCheck.notConnected', partner: 'telecom' } });
    expect(http.core.asked).toEqual([]);
  });
});

describe('what is answered', () => {
  it('a known answer at once, in Vietnamese time', async () => {
    http.core.checks.set(checkId, aCheck({ reusedFrom: checkId }));
    const { status, json } = await ask(aCheckRequest());
    expect(status).toBe(200);
    expect(json).toEqual({
      ...{ id: checkId, dossier: 'H44.1', procedure: '1.003560', state: 'done', verdict: 'matched', troubles: [] },
      fields: [{ name: 'personalNumber', verdict: 'match', code: 'number.same' }],
      released: { fullName: 'NGUYỄN VĂN KHONGDUOCLO', permanentAddress: { provinceCode: '25' } },
      receipt: { officer: 'cb-01', requests: ['r-1'], checkedAt: '2026-11-22T08:00:00+07:00' },
      ...{ validUntil: '2026-11-23T08:00:00+07:00', createdAt: '2026-11-22T08:00:00+07:00', reusedFrom: checkId },
      warnings: [],
    });
  });

  it('nobody found is valid for no time, and says so', async () => {
    http.core.checks.set(checkId, aCheck({ verdict: 'noMatch', fields: [], validUntil: null }));
    expect((await ask(aCheckRequest())).json).toMatchObject({ verdict: 'noMatch', validUntil: null });
  });

  it('202 while somebody is being asked', async () => {
    http.core.askAnswer = { kind: 'accepted', check: checkId, exchanges: ['e-1'], replayed: false };
    http.core.checks.set(checkId, { ...aCheck({ state: 'pending', fields: [] }) });
    const answer = await ask(aCheckRequest());
    expect(answer).toMatchObject({ status: 202, headers: { location: `/v1/citizen-checks/${checkId}` } });
  });

  it('a repeat says so', async () => {
    http.core.askAnswer = { kind: 'accepted', check: checkId, exchanges: [], replayed: true };
    const answer = await ask(aCheckRequest(), { headers: { 'idempotency-key': 'k-1' } });
    expect(answer.headers['idempotency-replayed']).toBe('true');
  });

  it('the procedure is that of the dossier', async () => {
    http.core.askAnswer = { kind: 'otherProcedure', procedure: '1.000001' };
    const { status, json } = await ask(aCheckRequest());
    expect(status).toBe(422);
    expect(json).toMatchObject({
      ...{ code: 'citizenCheck.otherProcedure', procedure: '1.000001', whoActs: 'agency' },
      errors: [{ pointer: '/procedure', code: 'procedure.differs' }],
    });
  });

  it.each(['none', 'C-1', '0192f3a0'])('no check %s', async (id) => {
    expect((await http.ask(`/v1/citizen-checks/${id}`)).status).toBe(404);
  });
});
