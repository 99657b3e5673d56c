import { vietnamTime } from '../vietnam-time.js';

/** What a channel may write around or into the text of a transfer. */
export interface TransferWords {
  text: string;
  payerName: string;
  payerAccount: string;
  payeeName: string;
  payeeAccount: string;
  at: Date;
}

type Distortion = (words: TransferWords, random: () => number) => string;

/** What banks and channels were seen to do to the text of a transfer. The code in it survives all of these. */
const harmless = {
  none: ({ text }) => text,
  mbvcb: (words, random) => {
    const { text, payerAccount, payerName, payeeAccount, payeeName } = words;
    const trace = digits(6, random);
    return (
      `MBVCB.${digits(10, random)}.${trace}.${text}.CT tu ${payerAccount} ${payerName} toi ${payeeAccount} ` +
      `${payeeName} (ACB) A Chau GD ${trace}-${shortDate(words)} ${clock(words)}`
    );
  },
  customerMbvcb: ({ text, payerAccount, payerName, payeeAccount, payeeName }, random) => {
    const trace = digits(6, random);
    return (
      `CUSTOMER MBVCB ${digits(10, random)} ${trace} ${text}  CT tu ${payerAccount} ${payerName} to i ` +
      `${payeeAccount} ${payeeName}  MB   Quan Doi Trace ${trace}`
    );
  },
  lostBlank: ({ text, payerAccount, payerName, payeeAccount, payeeName }, random) =>
    `MBVCB.${digits(10, random)}.${text}.CT tu ${payerAccount} ${payerName} toi${payeeAccount} ${payeeName}`,
  ftBefore: (words, random) =>
    `FT${digits(14, random)} ${digits(6, random)}.${shortDate(words)}.${compactClock(words)}.${words.text}`,
  acbAfter: (words, random) => `${words.text} GD ${digits(6, random)}-${shortDate(words)} ${clock(words)}`,
  lowerCase: ({ text }) => text.toLowerCase(),
  mixedCase: ({ text }, random) => [...text].map((c) => (random() < 0.5 ? c.toLowerCase() : c.toUpperCase())).join(''),
  plainLetters: ({ text }) =>
    text.normalize('NFD').replaceAll(/\p{M}/gu, '').replaceAll('\u0111', 'd').replaceAll('\u0110', 'D'),
  innerBlank: ({ text }, random) => inserted(text, ' ', random),
  innerLineBreak: ({ text }, random) => inserted(text, '\n', random),
  innerDots: ({ text }, random) => inserted(inserted(text, '.', random), '-', random),
  padded: ({ text, payerName }) => `${payerName} chuyen tien ${text} le phi`,
} satisfies Record<string, Distortion>;

/** The same, where the code gets lost, spoiled or has company. */
const harmful = {
  noText: (words, random) =>
    `${digits(6, random)}.${shortDate(words)}.${compactClock(words)}.${words.payerName} chuyen FT${digits(14, random)}`,
  cut: ({ text }) => text.slice(0, Math.max(0, text.length - 2)),
  typo: ({ text }, random) => {
    const at = Math.floor(random() * text.length);
    const other = text[at] === '7' ? '4' : '7';
    return text.slice(0, at) + other + text.slice(at + 1);
  },
  missingLetter: ({ text }, random) => {
    const at = Math.floor(random() * text.length);
    return text.slice(0, at) + text.slice(at + 1);
  },
  empty: () => '',
} satisfies Record<string, Distortion>;

const distortions: Record<string, Distortion> = { ...harmless, ...harmful };

/** Names that `distortion` may have: each one, `random` among the harmless, `randomHarmful` among all. */
export const distortionNames = [...Object.keys(distortions), 'random', 'randomHarmful'];

/** The text of a transfer as the bank shows it, and by which distortion. The same `random` gives the same text. */
export function distort(
  name: string,
  words: TransferWords,
  random: () => number,
): { text: string; distortion: string } {
  const chosen =
    name === 'random' ? pick(harmless, random) : name === 'randomHarmful' ? pick(distortions, random) : name;
  return { text: distortions[chosen]!(words, random), distortion: chosen };
}

const pick = (from: object, random: () => number): string => {
  const names = Object.keys(from);
  return names[Math.floor(random() * names.length)]!;
};

const digits = (count: number, random: () => number): string =>
  Array.from({ length: count }, () => Math.floor(random() * 10)).join('');

function inserted(text: string, what: string, random: () => number): string {
  if (text.length < 2) return text;
  const at = 1 + Math.floor(random() * (text.length - 1));
  return text.slice(0, at) + what + text.slice(at);
}

function shortDate({ at }: TransferWords): string {
  const { day, month, year } = vietnamTime(at);
  return `${day}${month}${year.slice(-2)}`;
}

function clock({ at }: TransferWords): string {
  const { hour, minute, second } = vietnamTime(at);
  return `${hour}:${minute}:${second}`;
}

const compactClock = (words: TransferWords): string => clock(words).replaceAll(':', '');
