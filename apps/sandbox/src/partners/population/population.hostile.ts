import type { WireAnswer } from '../partner.js';
import { declaration, enveloped, xmlAnswer } from './population.answers.js';

/** Answers that no service sends that means well. `proper`: the right collection, so that a careless reader would succeed. */
export const hostileAnswers: Record<string, (proper: string) => WireAnswer> = {
  doctype: (proper) => xmlAnswer(`${declaration}<!DOCTYPE x>${enveloped(proper)}`),
  externalEntity: () =>
    xmlAnswer(`${declaration}<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>${enveloped(collection('&e;'))}`),
  billionLaughs: () => xmlAnswer(`${declaration}<!DOCTYPE x [${laughs()}]>${enveloped(collection('&l9;'))}`),
  quadraticBlowUp: () =>
    xmlAnswer(
      `${declaration}<!DOCTYPE x [<!ENTITY q "${'q'.repeat(50_000)}">]>${enveloped(collection('&q;'.repeat(50_000)))}`,
    ),
  deep: () => xmlAnswer(declaration + enveloped('<a>'.repeat(20_000) + '</a>'.repeat(20_000))),
  manyAttributes: (proper) =>
    xmlAnswer(
      declaration + enveloped(`<a ${Array.from({ length: 20_000 }, (_, n) => `a${n}="1"`).join(' ')}/>${proper}`),
    ),
  prototypes: () => xmlAnswer(declaration + enveloped('<__proto__><constructor><toString/></constructor></__proto__>')),
};

const collection = (name: string) =>
  `<CongdanCollection><CongDan><HoVaTen><Ten>${name}</Ten></HoVaTen></CongDan></CongdanCollection>`;
const laughs = () =>
  `<!ENTITY l0 "ha">${Array.from({ length: 9 }, (_, n) => `<!ENTITY l${n + 1} "${`&l${n};`.repeat(10)}">`).join('')}`;
