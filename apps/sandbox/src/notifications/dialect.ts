/** A request to us, ready to be sent. */
export interface OutgoingCall {
  method: 'GET' | 'POST';
  url: string;
  /** Name, value, name, value …; a name may stand twice. */
  headers: readonly string[];
  body: string;
}

/** What we answered. */
export interface IncomingAnswer {
  status: number;
  body: string;
}

/** What an answer means to the one who notified: done, or try again, or give up. */
export type Verdict = 'accepted' | 'again' | 'refused';

/** What can be wrong with the body of a notification that is rightly signed; variants of the situation `malformed`. */
export const malformations = ['truncated', 'duplicateKey', 'textAmount', 'negative', 'fraction', 'exponent'] as const;
export type Malformation = (typeof malformations)[number];

/** How one partner tells us that something happened: its bytes, its signature, its patience. */
export interface Dialect<Facts> {
  partner: string;
  /** Operation for the situations. */
  operation: string;
  /** How long it waits for our answer, milliseconds; not divided by the speed. */
  timeoutMillis: number;
  /** Waits before try 2, 3, 4 …, milliseconds; divided by the speed. */
  retryMillis(facts: Facts): readonly number[];
  /** The signed request. `time`: what its signature says when it was signed. */
  compose(facts: Facts, time: Date, malformation?: string): OutgoingCall;
  judge(answer: IncomingAnswer, facts: Facts): Verdict;
  /** The same request with an amount changed after signing. */
  tampered(call: OutgoingCall): OutgoingCall;
  unsigned(call: OutgoingCall): OutgoingCall;
  signedTwice(call: OutgoingCall): OutgoingCall;
  wrongAmount(facts: Facts): Facts;
  otherAccount(facts: Facts): Facts;
  contradicting?(facts: Facts): Facts;
  /** Headers that have to be got from us first, for example a token; undefined where we gave none. */
  authorise?(facts: Facts, send: Send): Promise<readonly string[] | undefined>;
}

/** Sends a request; undefined where no whole answer came. Never throws. */
export type Send = (call: OutgoingCall) => Promise<IncomingAnswer | undefined>;

/** Spoils a number in a JSON text as the situation `malformed` says. */
export function malform(json: string, amountField: string, malformation: string): string {
  if (malformation === 'truncated') return json.slice(0, Math.floor(json.length * 0.6));
  const place = new RegExp(`"${amountField}":(\\d+)`);
  return json.replace(place, (whole, amount: string) => {
    const written: Record<Exclude<Malformation, 'truncated'>, string> = {
      duplicateKey: `${whole},"${amountField}":${Number(amount) + 1}`,
      textAmount: `"${amountField}":"${amount}"`,
      negative: `"${amountField}":-${amount}`,
      fraction: `"${amountField}":${amount}.5`,
      exponent: `"${amountField}":${Number(amount) / 10}e1`,
    };
    return written[malformation as Exclude<Malformation, 'truncated'>] ?? whole;
  });
}

/** The first number of a field in a JSON text made one greater. */
export const amountPlusOne = (json: string, amountField: string): string =>
  json.replace(
    new RegExp(`("${amountField}":)(\\d+)`),
    (_whole, name: string, amount: string) => name + (Number(amount) + 1),
  );

/** Headers without those of a name. */
export const withoutHeader = (headers: readonly string[], name: string): string[] =>
  headers.filter((_part, i) => headers[i - (i % 2)]!.toLowerCase() !== name.toLowerCase());

/** Headers with a wrong copy of one of them before it: its last hex digit changed. */
export function withWrongHeaderBefore(headers: readonly string[], name: string): string[] {
  const at = headers.findIndex((part, i) => i % 2 === 0 && part.toLowerCase() === name.toLowerCase());
  if (at < 0) return [...headers];
  const value = headers[at + 1]!;
  return [...headers.slice(0, at), headers[at]!, otherEnd(value), ...headers.slice(at)];
}

/** A text that ends in another hex digit. */
export const otherEnd = (text: string): string => text.slice(0, -1) + (text.endsWith('0') ? '1' : '0');
