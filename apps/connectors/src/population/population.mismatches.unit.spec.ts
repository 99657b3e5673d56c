import { mismatchCases as cases, type Claim } from '../testing/population/mismatch-cases.js';
import { emptyAnswer, factsOf, goldenOfPopulation, matchedAnswer } from '../testing/population/population.js';
import { told, toldOfNobody } from '../testing/population/told.messages.js';
import { findings, noMatchFindings } from './population.messages.js';

const matched = matchedAnswer();

describe('mismatches: field, verdict, who mends it, and the sentence for the clerk', () => {
  it.each(cases.map((one) => [one.title, one] as const))(
    '%s',
    async (_, { claim, held, field, verdict, code, fixBy }) => {
      const facts = await factsOf({ payload: claim }, held);
      const found = facts.fields.find(({ name }) => name === field)!;
      expect({ verdict: found.verdict, code: found.code, fixBy: found.fixBy }).toEqual({ verdict, code, fixBy });
      // Word for word: a sentence that stands at another finding is wrong.
      expect(found.hint).toBe(told[code].hint);
      expect(facts.verdict).toBe(verdict === 'differs' ? 'differs' : 'matched');
      expect(facts.fields).toHaveLength(claim.claims ? 4 : 3);
    },
  );

  it('has a case for every finding there is', () => {
    const elsewhere = ['number.same', 'birth.same', 'birth.notTheOne', 'name.same'];
    const missing = Object.keys(findings).filter(
      (code) => !elsewhere.includes(code) && !cases.some((one) => one.code === code),
    );
    expect(missing).toEqual([]);
  });

  it('says what is written down a second time, and nothing else', () => {
    expect(findings).toEqual(told);
    expect(noMatchFindings).toEqual(toldOfNobody);
  });

  it('every sentence names who acts, and none is a bare no', () => {
    const sentences = [...Object.values(findings), ...Object.values(noMatchFindings)] as {
      fixBy?: string;
      hint?: string;
    }[];
    const words = { police: 'Công an', agency: 'Cán bộ', applicant: 'công dân', carrier: 'nhà mạng' };
    for (const { fixBy, hint } of sentences.filter((one) => one.fixBy)) {
      expect(hint!.toLowerCase()).toContain(words[fixBy as keyof typeof words].toLowerCase());
      expect(hint!.length).toBeGreaterThan(40);
      expect(hint).toBe(hint!.normalize('NFC'));
    }
  });

  it.each<[string, Claim, keyof typeof noMatchFindings]>([
    ['an old number', { personalNumber: '000000000' }, 'noMatch.oldNumber'],
    ['a year alone', { birthDate: '1999', fullName: 'ĐỖ B' }, 'noMatch.yearOnly'],
    ['a name without marks', {}, 'noMatch.plainName'],
    ['anything else', { fullName: 'NGUYỄN VĂN Á' }, 'noMatch.checkCard'],
  ])('nobody found, with %s: what to look at first', async (_, payload, code) => {
    const facts = await factsOf({ payload }, emptyAnswer());
    expect(facts).toMatchObject({ verdict: 'noMatch', fields: [], ...toldOfNobody[code] });
  });

  it('nobody found by number and name alone', async () => {
    const facts = await factsOf({ operation: 'confirmCitizen' }, goldenOfPopulation('confirm-no.response.xml'));
    expect(facts).toMatchObject({ verdict: 'noMatch', fields: [], ...toldOfNobody['noMatch.numberAndName'] });
  });

  it('a matched person by an old number is compared by it', async () => {
    const facts = await factsOf({ payload: { personalNumber: '000000000' } }, matched);
    expect(facts.fields[0]).toEqual({ name: 'oldNumber', verdict: 'match', code: 'number.same' });
  });
});

describe('narrowing, where a tenant wants it: one further access at most', () => {
  const twice = (narrowing: string, second: string) => factsOf({ changes: { narrowing } }, emptyAnswer(), second);
  const differs = {
    verdict: 'differs',
    fields: [{}, {}, { name: 'birthDate', code: 'birth.notTheOne', ...told['birth.notTheOne'] }],
  };

  it('by the year alone', async () => {
    const facts = await twice('yearOnly', matched);
    expect(facts).toMatchObject(differs);
    expect(facts.requests).toEqual(['REQ-0001', expect.stringMatching(/^[0-9a-f-]{36}$/)]);
  });
  it('by number and name', async () => {
    expect(await twice('confirm', goldenOfPopulation('confirm-yes.response.xml'))).toMatchObject(differs);
  });
  it.each([
    ['yearOnly', emptyAnswer()],
    ['confirm', goldenOfPopulation('confirm-no.response.xml')],
    ['confirm', goldenOfPopulation('fault.response.xml')],
    ['yearOnly', '<html>'],
  ])('%s that brings nothing leaves noMatch as it was', async (narrowing, second) => {
    const facts = await twice(narrowing, second);
    expect(facts).toMatchObject({ verdict: 'noMatch', fields: [] });
    expect(facts.requests).toHaveLength(2);
  });
  it('is off by default, and not done where only the year was claimed', async () => {
    expect((await factsOf({}, emptyAnswer())).requests).toEqual(['REQ-0001']);
    const year = { changes: { narrowing: 'yearOnly' }, payload: { birthDate: '1999' } };
    expect((await factsOf(year, emptyAnswer())).requests).toEqual(['REQ-0001']);
  });
});
