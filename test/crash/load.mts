import { setTimeout as sleep } from 'node:timers/promises';
import type { Api, Reply } from '../proof/api.mts';
import { codeOf, persist, type Persistence } from '../proof/persist.mts';
import { contentOf, stepOf, storyOf, type Act, type Story } from './story.mts';

/** What was accepted of one dossier: the promises to be kept. */
export interface Accepted {
  readonly story: Story;
  /** Highest revision that got a 2xx; they are said one after the other. */
  revisions: number;
  /** Steps that got a 2xx, in order. */
  steps: number;
  done: boolean;
}

export interface LoadFigures extends Persistence {
  /** Revisions and steps that got a 2xx. */
  accepted: number;
  /** Repeats that were told that it had been accepted before. */
  recognised: number;
  /** How long new dossiers were held back because too many were under way. */
  heldBackSeconds: number;
  /** Longest time without a word accepted, between two moments of `performance.now()`. */
  longestStall: { readonly from: number; readonly to: number };
  /** Answers that no client can make sense of, the first few. */
  readonly strange: string[];
}

export interface LoadParts {
  readonly api: Api;
  readonly seed: number;
  /** New dossiers per second. */
  readonly rate: number;
  /** New ones are held back while so many are under way. */
  readonly most: number;
  /** Before the first word about a dossier. */
  readonly prepare: (story: Story) => Promise<void>;
  /** New ones are held back while this is so. */
  readonly isHeldBack?: () => boolean;
  /** Hears of every word that was accepted. */
  readonly onAccepted?: (story: Story, act: Act) => void;
}

/** Agencies that do not wait for each other: dossiers begin at a fixed rate, whatever becomes of the earlier ones. */
export class Load {
  readonly accepted: Accepted[] = [];
  readonly figures: LoadFigures = {
    requests: 0,
    repeats: 0,
    recognised: 0,
    accepted: 0,
    heldBackSeconds: 0,
    longestStall: { from: 0, to: 0 },
    strange: [],
  };
  #lastAcceptedAt: number | undefined;
  readonly #running = new Set<Promise<void>>();
  readonly #parts: LoadParts;
  #stopped = false;

  constructor(parts: LoadParts) {
    this.#parts = parts;
  }

  get open(): number {
    return this.#running.size;
  }

  /** Begins dossiers until `stop`. */
  async run(): Promise<void> {
    const startedAt = performance.now();
    while (!this.#stopped) {
      const elapsed = (performance.now() - startedAt) / 1000;
      if (this.open >= this.#parts.most || this.#parts.isHeldBack?.()) {
        await sleep(20);
        this.figures.heldBackSeconds += (performance.now() - startedAt) / 1000 - elapsed;
        continue;
      }
      const due = Math.floor((elapsed - this.figures.heldBackSeconds) * this.#parts.rate);
      while (this.accepted.length < due) this.#begin(this.accepted.length);
      await sleep(20);
    }
  }

  /** No new dossiers; resolves when all that has begun is accepted, false when that takes too long. */
  async stop(patienceMs: number): Promise<boolean> {
    this.#stopped = true;
    const abort = new AbortController();
    const late = sleep(patienceMs, false, { signal: abort.signal }).catch(() => false);
    const finished = await Promise.race([Promise.all(this.#running).then(() => true), late]);
    abort.abort();
    return finished;
  }

  #begin(index: number): void {
    const record: Accepted = { story: storyOf(this.#parts.seed, index), revisions: 0, steps: 0, done: false };
    this.accepted.push(record);
    const running: Promise<void> = this.#tell(record).finally(() => this.#running.delete(running));
    this.#running.add(running);
  }

  async #tell(record: Accepted): Promise<void> {
    await this.#parts.prepare(record.story);
    for (const act of record.story.acts) {
      if (act.pauseMs > 0) await sleep(act.pauseMs);
      if (!(await this.#say(record.story, act))) return;
      if (act.kind === 'revision') record.revisions = act.number;
      else record.steps = act.number;
      this.#parts.onAccepted?.(record.story, act);
    }
    record.done = true;
  }

  /** Says it until it is accepted; false when the answer is one that saying it again does not change. */
  async #say(story: Story, act: Act): Promise<boolean> {
    const { api } = this.#parts;
    const { reply, tries } = await persist(api, () => say(api, story, act), this.figures);
    if (reply.status < 300) {
      if (tries > 1 && isRecognised(reply)) this.figures.recognised += 1;
      this.#wasAccepted();
      return true;
    }
    const what = `${act.kind} ${act.number} of ${story.code}, try ${tries}: ${reply.status} ${codeOf(reply)}`;
    this.figures.strange.push(what);
    return false;
  }

  #wasAccepted(): void {
    this.figures.accepted += 1;
    const to = performance.now();
    const from = this.#lastAcceptedAt ?? to;
    const { longestStall } = this.figures;
    if (!this.#stopped && to - from > longestStall.to - longestStall.from) this.figures.longestStall = { from, to };
    this.#lastAcceptedAt = to;
  }
}

/** One request, the same however often it is made. */
export function say(api: Api, story: Story, { kind, number }: Act): Promise<Reply> {
  const path = `/v1/dossiers/${story.code}`;
  if (kind === 'revision') return api.once('PUT', path, { body: contentOf(story, number) });
  const headers = { 'idempotency-key': `${story.code}-step-${number}` };
  return api.once('POST', `${path}/steps`, { body: stepOf(story, number), headers });
}

/** Whether the answer says that the word was known already. */
export const isRecognised = ({ headers, body }: Reply): boolean =>
  headers['idempotency-replayed'] === 'true' || (body as { result?: unknown }).result === 'same';
