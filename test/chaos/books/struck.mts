import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { callJson } from '../../proof/http-json.mts';

interface Seen {
  readonly operation: string;
  readonly situation?: string;
}
interface InForce {
  readonly partner: string;
  readonly situation: string;
  readonly applied: number;
}

/** How often partners did something else than answer at once and rightly, by partner and situation. */
export type Struck = ReadonlyMap<string, number>;

/** From the partners' own lists of calls. */
export interface Calls {
  readonly struck: Struck;
  /** How often the population database was asked, by the number of the access. */
  readonly lookUps: ReadonlyMap<string, number>;
}

/** Calls that we made; the reference partner has forgotten the oldest where there are very many. */
export async function readCalls(sandboxUrl: string, referenceControlUrl: string): Promise<Calls> {
  const [struck, lookUps] = [new Map<string, number>(), new Map<string, number>()];
  const count = (name: string, map = struck): void => void map.set(name, (map.get(name) ?? 0) + 1);
  const answer = await fetch(`${sandboxUrl}/journal/calls.ndjson`);
  if (!answer.ok || !answer.body) throw new Error(`the sandbox's journal: ${answer.status}`);
  for await (const line of createInterface({ input: Readable.fromWeb(answer.body as never), crlfDelay: Infinity })) {
    // What was said stands behind, and is most of a line.
    const head = line.slice(0, line.indexOf('"request":'));
    const found = /"partner":"([\w-]+)".*"situation":"(\w+)",$/.exec(head);
    if (found) count(`${found[1]} ${found[2]}`);
    const access = /"operation":"TraCuuThongTinCongDan","keys":\["([^"]+)"/.exec(head);
    if (access) count(access[1]!, lookUps);
  }
  const { items } = await callJson<{ items: readonly Seen[] }>('GET', `${referenceControlUrl}/journal/calls`);
  for (const { situation } of items) if (situation !== undefined) count(`reference ${situation}`);
  return { struck, lookUps };
}

const ofNotifications: ReadonlySet<string> = new Set(['dropped', 'doubled', 'reordered', 'late']);

/** Calls that partners made to us, from the situations that are in force: asked before they are taken out of it. */
export async function readNotified(sandboxUrl: string): Promise<Struck> {
  const { items } = await callJson<{ items: readonly InForce[] }>('GET', `${sandboxUrl}/situations`);
  const struck = new Map<string, number>();
  for (const { partner, situation, applied } of items)
    if (ofNotifications.has(situation))
      struck.set(`${partner} ${situation}`, (struck.get(`${partner} ${situation}`) ?? 0) + applied);
  return struck;
}
