import { setTimeout as sleep } from 'node:timers/promises';
import type { Api } from '../../proof/api.mts';
import { codeOf, persist, type Persistence } from '../../proof/persist.mts';
import { aDossier } from '../../support/dossier.ts';

/** Of the sandbox's population database; what was found is used again, so every other one is asked for with a day that is not hers. */
const person = { personalNumber: '000190000001', fullName: 'TRẦN THỊ HOÀ', birthDate: '1990-05-20' } as const;
const askedFor = (index: number): object =>
  index % 2 === 0 ? person : { ...person, birthDate: `${1930 + (index % 60)}-05-21` };

/** A dossier whose applicant is looked up and whose result goes by post. */
export interface Paper {
  readonly code: string;
  readonly verdict: 'matched' | 'noMatch';
  revision: number;
  check?: string;
}

/** New ones are held back while so many are under way. */
const mostAtOnce = 50;

export interface PapersParts {
  readonly api: Api;
  readonly seed: number;
  readonly perSecond: number;
}

/** Identity and post: received, looked up, completed; the gateway orders the delivery, and the post brings it in the end. */
export class Papers {
  readonly papers: Paper[] = [];
  readonly strange: string[] = [];
  readonly figures: Persistence & { accepted: number } = { requests: 0, repeats: 0, accepted: 0 };
  readonly #parts: PapersParts;
  readonly #running = new Set<Promise<void>>();
  #stopped = false;

  constructor(parts: PapersParts) {
    this.#parts = parts;
  }

  get accepted(): number {
    return this.figures.accepted;
  }
  stop(): void {
    this.#stopped = true;
  }
  /** Highest revision that was accepted, by dossier. */
  said(): ReadonlyMap<string, number> {
    return new Map(this.papers.map(({ code, revision }) => [code, revision]));
  }

  async run(): Promise<void> {
    while (!this.#stopped) {
      if (this.#running.size >= mostAtOnce) {
        await sleep(50);
        continue;
      }
      const running: Promise<void> = this.#one(this.papers.length).finally(() => this.#running.delete(running));
      this.#running.add(running);
      await sleep(1000 / this.#parts.perSecond);
    }
    await Promise.all(this.#running);
  }

  async #one(index: number): Promise<void> {
    const code = `H44.01-P${this.#parts.seed}-${String(index).padStart(6, '0')}`;
    const paper: Paper = { code, verdict: index % 2 === 0 ? 'matched' : 'noMatch', revision: 0 };
    this.papers.push(paper);
    const applicant = { ...aDossier().applicant, name: person.fullName, personalNumber: person.personalNumber };
    const states = [{}, { status: 'completed' }] as const;
    for (const [at, change] of states.entries()) {
      const body = aDossier({ ...{ applicant, revision: at + 1, returnBy: 'post' }, ...change });
      if (!(await this.#say('PUT', `/v1/dossiers/${code}`, body))) return;
      paper.revision = at + 1;
      if (at === 0) await this.#ask(paper, askedFor(index));
    }
  }

  async #ask(paper: Paper, claimed: object): Promise<void> {
    const procedure = aDossier().procedure.code;
    const body = { dossier: paper.code, procedure, officer: { id: 'cb-01' }, ...claimed };
    const said = (await this.#say('POST', '/v1/citizen-checks', body, `${paper.code}-check`)) as
      { id?: string } | undefined;
    if (said?.id !== undefined) paper.check = said.id;
  }

  /** Its answer; nothing where saying it again does not change that it is refused. */
  async #say(method: string, path: string, body: object, key?: string): Promise<unknown> {
    const { api } = this.#parts;
    const headers = key === undefined ? {} : { 'idempotency-key': key };
    const { reply } = await persist(api, () => api.once(method, path, { body, headers }), this.figures);
    if (reply.status < 300) {
      this.figures.accepted += 1;
      return reply.body;
    }
    this.strange.push(`${method} ${path}: ${reply.status} ${codeOf(reply)}`);
    return undefined;
  }
}
