/** What banks do to a transfer text, seen in public samples; numbers and names are invented. */

/** A number from 0 to below 1, seeded: the same run again. */
export type Chance = () => number;

export function seeded(seed: number): Chance {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

type Distortion = (text: string, chance: Chance) => string;

const digits = (count: number, chance: Chance): string =>
  Array.from({ length: count }, () => Math.floor(chance() * 10)).join('');
const noise = (chance: Chance): string =>
  Array.from(
    { length: Math.floor(chance() * 12) },
    () => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 .-'[Math.floor(chance() * 39)],
  ).join('');
const insertAt = (text: string, at: number, what: string): string => text.slice(0, at) + what + text.slice(at);
const somewhere = (text: string, chance: Chance): number => Math.floor(chance() * (text.length + 1));

const wrapped = (text: string, chance: Chance): string =>
  `MBVCB.${digits(10, chance)}.${digits(6, chance)}.${text}.CT tu 0${digits(9, chance)} NGUYEN VAN A toi ${digits(10, chance)} SO TU PHAP (ACB) A Chau GD ${digits(6, chance)}-090822 15:45:46`;

export const distortions: Record<string, Distortion> = {
  'as it is': (text) => text,
  'sent through VCB to ACB': wrapped,
  'dots to blanks, a blank inside a word': (text, chance) => {
    const sent = wrapped(text, chance).replaceAll('.', ' ');
    return insertAt(sent, somewhere(sent, chance), ' ');
  },
  'a blank inserted in the code': (text, chance) => insertAt(text, somewhere(text, chance), ' '),
  'a line break inserted anywhere': (text, chance) => {
    const sent = wrapped(text, chance);
    return insertAt(sent, somewhere(sent, chance), '\r\n');
  },
  'all blanks lost': (text, chance) => wrapped(text, chance).replace(/\s/g, ''),
  'lower case': (text) => text.toLowerCase(),
  'mixed case': (text, chance) => [...text].map((letter) => (chance() < 0.5 ? letter.toLowerCase() : letter)).join(''),
  'a bank reference before it': (text, chance) => `FT${digits(14, chance)} ${digits(6, chance)}.100924.223851.${text}`,
  'a bank reference behind it': (text, chance) =>
    `${digits(6, chance)}.100924.223854.${text} NGUYEN VAN A chuyen FT${digits(14, chance)}`,
  'a bank reference glued to it': (text, chance) => `FT${digits(14, chance)}${text}FT${digits(14, chance)}`,
  'noise before and behind': (text, chance) => noise(chance) + text + noise(chance),
  'words of the payer': (text) => `Nộp lệ phí hồ sơ đăng ký ${text} cảm ơn`,
  'wide letters': (text) => [...text].map((letter) => String.fromCharCode(letter.charCodeAt(0) + 0xfee0)).join(''),
  'cut into pieces': (text) => text.replace(/(...)/g, '$1 '),
  'dashes and dots inside': (text) => text.replace(/(....)/g, '$1-.'),
};
