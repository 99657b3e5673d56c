import type { AskCitizen, AskCitizenAnswer, CitizenCheckView, IdentityCore } from '../identity/core.js';
import { FakeMoney } from './fake-money.js';

export const checkId = '0192f3a0-0000-7000-8000-000000000004';

export const aCheck = (changes: Partial<CitizenCheckView> = {}): CitizenCheckView => ({
  ...{
    id: checkId,
    client: 'demo',
    dossier: 'H44.1',
    unit: 'H44.01',
    procedure: '1.003560',
    state: 'done',
    verdict: 'matched',
  },
  fields: [{ name: 'personalNumber', verdict: 'match', code: 'number.same' }],
  released: { fullName: 'NGUYỄN VĂN KHONGDUOCLO', permanentAddress: { provinceCode: '25' }, gender: 'female' },
  receipt: { officer: 'cb-01', requests: ['r-1'], checkedAt: '2026-11-22T01:00:00.000Z' },
  ...{ validUntil: '2026-11-23T01:00:00.000Z', troubles: [], createdAt: '2026-11-22T01:00:00.000Z' },
  ...changes,
});

/** Checks in memory for tests of the HTTP rim: keeps what it is told, and answers what the test says. */
export class FakeIdentity extends FakeMoney implements IdentityCore {
  readonly asked: AskCitizen[] = [];
  readonly checks = new Map<string, CitizenCheckView>([[checkId, aCheck()]]);
  askAnswer: AskCitizenAnswer | undefined;

  async askCitizen(command: AskCitizen): Promise<AskCitizenAnswer> {
    await Promise.resolve();
    if (this.outage) throw this.outage;
    this.asked.push(command);
    return this.askAnswer ?? { kind: 'accepted', check: checkId, exchanges: [], replayed: false };
  }
  async citizenCheck(id: string): Promise<CitizenCheckView | undefined> {
    await Promise.resolve();
    if (this.outage) throw this.outage;
    return this.checks.get(id);
  }
}

/** A body of `POST /v1/citizen-checks`. */
export const aCheckRequest = (changes: Readonly<Record<string, unknown>> = {}) => ({
  ...{ dossier: 'H44.1', procedure: '1.003560', officer: { id: 'cb-01' }, personalNumber: '000099987654' },
  ...{ fullName: 'NGUYỄN VĂN KHONGDUOCLO', birthDate: '1999-01-31', fields: ['fullName'] },
  claims: { permanentAddress: { provinceCode: '25', communeCode: '07894', line: 'So 1 pho Bimat' } },
  ...changes,
});
