import type { CitizenCheckFacts, FieldVerdict, SubscriberMatchFacts } from '@lienthong/contracts';
import type { CitizenQuestion } from '../core.js';
import { answerFrom, only } from './reuse.js';

const at = '2026-11-22T03:00:00.000Z';
const address = { provinceCode: '25', communeCode: '08000', line: 'số 1 đường Mẫu' };

const question = (change: Partial<CitizenQuestion> = {}): CitizenQuestion => ({
  ...{ by: 'person', personalNumber: '000099000001', fullName: 'Nguyễn Văn Mẫu', birthDate: '1999-01-01' },
  ...{ claims: {}, fields: [] },
  ...change,
});
const match = (name: FieldVerdict['name']): FieldVerdict => ({ name, verdict: 'match', code: `${name}.same` });
const differs = (name: FieldVerdict['name']): FieldVerdict => ({
  ...{ name, verdict: 'differs', code: `${name}.different`, fixBy: 'applicant', hint: 'khai lại' },
});
const facts = (change: Partial<CitizenCheckFacts> = {}): CitizenCheckFacts => ({
  verdict: 'matched',
  fields: [match('personalNumber'), match('fullName'), match('birthDate')],
  ...{ officer: 'cb-01', requests: ['r-1'], checkedAt: '2026-11-22T02:00:00.000Z' },
  validUntil: '2026-11-23T02:00:00.000Z',
  ...change,
});
const earlier = (asked: Partial<CitizenQuestion> = {}, found: Partial<CitizenCheckFacts> = {}) => ({
  id: 'c-1',
  question: question(asked),
  facts: { population: facts(found) },
});
const withAddress = { fields: [...facts().fields, match('permanentAddress')] };

describe('an earlier check answers', () => {
  it('the same question, with the receipt of the access', () => {
    expect(answerFrom(earlier(), question(), at)?.population).toEqual(facts());
  });

  it.each([
    ['name in another writing', { fullName: ' NGUYỄN  VĂN MẪU ' }],
    ['name decomposed', { fullName: 'Nguyễn Văn Mẫu'.normalize('NFD') }],
    ['less: number and name', { by: 'numberAndName' }],
  ] as const)('%s', (_, change) => {
    expect(answerFrom(earlier(), question(change), at)?.population?.verdict).toBe('matched');
  });

  it('a claim that matched then, with the same value', () => {
    const known = earlier({ claims: { permanentAddress: address } }, withAddress);
    expect(answerFrom(known, question({ claims: { permanentAddress: { ...address } } }), at)).toBeDefined();
    const other = { permanentAddress: { ...address, line: 'số 2 đường Mẫu' } };
    expect(answerFrom(known, question({ claims: other }), at)).toBeUndefined();
  });

  it('an address in former codes that has become the one that matched', () => {
    const known = earlier(
      { claims: { permanentAddress: { provinceCode: '25', communeCode: '08707', line: 'số 1 đường Mẫu' } } },
      withAddress,
    );
    const claimed = (communeCode: string) =>
      question({
        claims: {
          permanentAddress: { ...{ provinceCode: '26', districtCode: '243', communeCode }, line: 'số 1 đường Mẫu' },
        },
      });
    expect(answerFrom(known, claimed('08713'), at)?.population?.verdict).toBe('matched');
    expect(answerFrom(known, claimed('08716'), at)).toBeUndefined();
  });

  it('and hands over no verdict and no value that was not asked for now', () => {
    const released = { fullName: 'NGUYỄN VĂN MẪU', permanentAddress: address };
    const asked = { claims: { permanentAddress: address }, fields: ['fullName', 'permanentAddress'] } as const;
    const known = earlier(asked, { ...withAddress, released });
    const found = answerFrom(known, question({ fields: ['fullName'] }), at)?.population;
    expect(found?.released).toEqual({ fullName: 'NGUYỄN VĂN MẪU' });
    expect(found?.fields.map(({ name }) => name)).toEqual(['personalNumber', 'fullName', 'birthDate']);
    expect(answerFrom(known, question(), at)?.population).not.toHaveProperty('released');
  });

  it('matched, where only something differed that is not claimed now', () => {
    const known = earlier(
      { claims: { permanentAddress: address } },
      { verdict: 'differs', fields: [...facts().fields, differs('permanentAddress')] },
    );
    expect(answerFrom(known, question(), at)?.population?.verdict).toBe('matched');
  });
});

describe('somebody has to be asked', () => {
  it.each([
    ['another number', { personalNumber: '000099000002' }],
    ['another name', { fullName: 'Nguyễn Văn Mậu' }],
    ['a name without its marks', { fullName: 'Nguyen Van Mau' }],
    ['another birth date', { birthDate: '1999-01-02' }],
    ['the year alone', { birthDate: '1999' }],
    ['a claim that was not looked at', { claims: { gender: 'female' } }],
    ['a value that was not asked for', { fields: ['gender'] }],
    ['a telephone number that nobody was asked about', { phone: '0900000001' }],
  ] as const)('%s', (_, change) => {
    expect(answerFrom(earlier(), question(change as Partial<CitizenQuestion>), at)).toBeUndefined();
  });

  it('when the right has lapsed, to the millisecond', () => {
    const ending = (validUntil: string) => answerFrom(earlier({}, { validUntil }), question(), at);
    expect(ending(at)).toBeUndefined();
    expect(ending('2026-11-22T03:00:00.001Z')).toBeDefined();
  });

  it('when nobody was found', () => {
    expect(answerFrom(earlier({}, { verdict: 'noMatch', fields: [], validUntil: at }), question(), at)).toBeUndefined();
  });

  it('when what is claimed needed mending: it may have been mended', () => {
    const claims = { permanentAddress: address };
    const known = earlier({ claims }, { verdict: 'differs', fields: [...facts().fields, differs('permanentAddress')] });
    expect(answerFrom(known, question({ claims }), at)).toBeUndefined();
    const notHeld = { ...differs('permanentAddress'), verdict: 'notHeld', fixBy: 'police' } as const;
    const missing = earlier({ claims }, { fields: [...facts().fields, notHeld] });
    expect(answerFrom(missing, question({ claims }), at)).toBeUndefined();
  });

  it('when more is asked than number and name were', () => {
    const known = earlier({ by: 'numberAndName' }, { fields: [match('personalNumber'), match('fullName')] });
    expect(answerFrom(known, question(), at)).toBeUndefined();
  });
});

describe('a telephone number', () => {
  const carrier: SubscriberMatchFacts = {
    ...{ verdict: 'matched', fields: [match('phone')], officer: 'cb-01', requests: ['r-2'] },
    ...{ checkedAt: '2026-11-22T02:00:00.000Z', validUntil: '2026-11-22T05:00:00.000Z' },
  };
  const known = { ...earlier({ phone: '0900000001' }), facts: { population: facts(), telecom: carrier } };

  it('is answered while the word of the carrier is valid', () => {
    expect(answerFrom(known, question({ phone: '0900000001' }), at)?.telecom).toEqual(carrier);
    expect(answerFrom(known, question({ phone: '0900000002' }), at)).toBeUndefined();
    expect(answerFrom(known, question({ phone: '0900000001' }), '2026-11-22T06:00:00.000Z')).toBeUndefined();
  });

  it('stands in no answer that is not about it', () => {
    expect(answerFrom(known, question(), '2026-11-22T06:00:00.000Z')).toEqual({ population: facts() });
  });
});

it('values are handed over by name', () => {
  expect(only({ fullName: 'A', gender: 'male' }, ['gender'])).toEqual({ gender: 'male' });
  expect(only({ fullName: 'A' }, [])).toEqual({});
});
