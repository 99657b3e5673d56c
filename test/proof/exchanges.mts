import type { Api } from './api.mts';

/** An exchange as the API lists it. */
export interface Exchange {
  readonly id: string;
  readonly subject: string;
  readonly partner: string;
  readonly operation: string;
  readonly number: number;
  readonly state: string;
  readonly version: number;
  readonly outcome?: string;
  readonly cause?: string;
  readonly attempts: number;
}

interface Page {
  readonly items: readonly Exchange[];
  readonly nextCursor?: string;
}

/** All exchanges in a state, or all of them. */
export async function listExchanges(api: Api, state?: string): Promise<Exchange[]> {
  const found: Exchange[] = [];
  for await (const page of pagesOf(api, state)) found.push(...page);
  return found;
}

export async function* pagesOf(api: Api, state?: string): AsyncGenerator<readonly Exchange[]> {
  let cursor: string | undefined;
  do {
    const query = new URLSearchParams({ limit: '200', ...(state ? { state } : {}), ...(cursor ? { cursor } : {}) });
    const page = await api.read<Page>(`/v1/exchanges?${query.toString()}`);
    yield page.items;
    cursor = page.nextCursor;
  } while (cursor);
}

export const laneOf = ({ subject, partner, operation }: Exchange): string => `${subject} ${partner}/${operation}`;

/** Readings of `/metrics` without their labels' order: `name{a="b"}` → value. */
export type Metrics = ReadonlyMap<string, number>;

export const readMetrics = async (api: Api): Promise<Metrics> => parseMetrics(await api.read<string>('/metrics'));

export function parseMetrics(text: string): Metrics {
  const readings = new Map<string, number>();
  for (const line of text.split('\n')) {
    const found = /^lienthong_(\w+)(?:\{([^}]*)\})? ([0-9.e+-]+)/.exec(line);
    if (!found) continue;
    const [, name, labels = '', value] = found;
    readings.set(`${name}{${labels.split(',').sort().join(',')}}`, Number(value));
  }
  return readings;
}
