import { callJson } from '../../proof/http-json.mts';

interface Effect {
  readonly n: number;
  readonly operation: string;
  readonly subject: string;
  readonly number: number;
  readonly exchange: string;
  readonly content: { readonly text?: string };
}

/** What took effect at the reference partner. */
export interface ReferenceBook {
  /** How often an exchange took effect. */
  readonly times: ReadonlyMap<string, number>;
  /** By lane (`subject operation`): numbers in the order of their first effects. */
  readonly firsts: ReadonlyMap<string, readonly number[]>;
  /** By lane: the text of the last effect. */
  readonly lastText: ReadonlyMap<string, string>;
}

export async function readReferenceBook(controlUrl: string): Promise<ReferenceBook> {
  const times = new Map<string, number>();
  const firsts = new Map<string, number[]>();
  const lastText = new Map<string, string>();
  for (const operation of ['setState', 'reserve', 'post', 'appendNote']) {
    const { items } = await callJson<{ items: Effect[] }>(
      'GET',
      `${controlUrl}/journal/effects?operation=${operation}`,
    );
    for (const { subject, number, exchange, content } of items) {
      const lane = `${subject} ${operation}`;
      const before = times.get(exchange) ?? 0;
      times.set(exchange, before + 1);
      if (before === 0) firsts.set(lane, [...(firsts.get(lane) ?? []), number]);
      lastText.set(lane, content.text ?? '');
    }
  }
  return { times, firsts, lastText };
}
