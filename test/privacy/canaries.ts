import type { DossierContent, ProcessingStep } from '@lienthong/contracts';
import { aDossier, aStep } from '../support/dossier.js';

/** Every value of a kind begins with its stem: letters with marks, plain letters where a field allows no others, digits. */
export const stems = { marked: 'Giấukín', plain: 'khongduoclo', digits: '90743186' } as const;

/** Makes values that stand nowhere else, and remembers them. */
export class Canaries {
  readonly values: string[] = [];
  marked = (): string => this.#keep(`${stems.marked} ${this.#next()}`);
  plain = (): string => this.#keep(`${stems.plain}${this.#next()}`);
  /** `length` digits in all. */
  digits = (length: number): string => {
    const rest = length - stems.digits.length;
    return this.#keep(stems.digits + String(this.#next() % 10 ** rest).padStart(rest, '0'));
  };
  /** As numbers are in the country: ten digits, the first of them 0. */
  phone = (): string => `0${this.digits(9)}`;
  url = (): string => `https://files.example.test/${this.plain()}`;

  /** Every field that the contracts mark personal, and the names and numbers of results. */
  dossier(change: Partial<DossierContent> = {}): DossierContent {
    return aDossier({
      applicant: {
        kind: 'citizen',
        name: this.marked(),
        personalNumber: this.digits(12),
        taxCode: this.digits(10),
        phone: this.digits(10),
        email: `${this.plain()}@example.test`,
        address: this.address(),
        portalAccount: this.plain(),
        identityVerified: true,
      },
      summary: this.marked(),
      reason: this.marked(),
      documents: [
        { id: 'd1', name: this.marked(), url: this.url() },
        { id: 'd2', name: this.marked(), url: this.url() },
      ],
      supplements: [{ id: 's1', askedAt: '2026-11-21T08:00:00+07:00', askedBy: this.marked(), content: this.marked() }],
      results: [{ code: 'KQ01', name: this.marked(), number: this.plain(), url: this.url() }],
      ...change,
    });
  }
  address = () => ({
    provinceCode: this.digits(10),
    districtCode: this.digits(10),
    communeCode: this.digits(10),
    line: this.marked(),
  });
  step(key: string): ProcessingStep {
    return aStep(key, { by: this.marked(), content: this.marked() });
  }

  #next(): number {
    return this.values.length + 10;
  }
  #keep(value: string): string {
    this.values.push(value);
    return value;
  }
}
