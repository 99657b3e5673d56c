import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readPortalBook } from '../proof/books/portal-book.mts';
import { readReferenceBook } from '../crash/books/reference-book.mts';
import { judgeSides } from '../crash/books/judge-tables.mts';
import { Violations } from '../proof/books/violations.mts';
import { drained } from '../proof/drain.mts';
import { listExchanges } from '../proof/exchanges.mts';
import { Faults } from '../crash/faults.mts';
import { Load, say as sayWord, type Accepted } from '../crash/load.mts';
import { persist } from '../proof/persist.mts';
import { summaryOf } from '../crash/story.mts';
import { eachAtOnce } from '../money/at-once.mts';
import type { DrillOptions } from './options.mts';
import { lookAt, type OwnBackup } from './own-backup.mts';
import { openWorld, partitions, type Said, type World } from './world.mts';

export interface DrillResult {
  readonly options: DrillOptions;
  readonly violations: Violations;
  readonly startedAt: Date;
  /** Words of clients that got a 2xx: before the backup was asked for, and in all. */
  readonly words: { readonly before: number; readonly all: number };
  readonly snapshotAt: string;
  readonly lostAt: Date;
  /** What was destroyed, in words. */
  readonly gone: readonly string[];
  /** What the restored store did not know, and everybody was told to say again. */
  readonly lost: { readonly dossiers: number; readonly revisions: number };
  /** Exchanges after the reconciliation, by state. */
  readonly states: ReadonlyMap<string, number>;
  /** What the commands said. */
  readonly said: readonly string[];
  readonly seconds: ReadonlyMap<string, number>;
  readonly own: OwnBackup | undefined;
}

const say = (text: string): void => console.log(`${new Date().toISOString().slice(11, 19)} ${text}`);
/** A killed process counts as one that is at work until its lease and its consumer session have ended. */
const restorePatienceMs = 60_000;

export async function run(options: DrillOptions, folder: string): Promise<DrillResult> {
  const own = options.of === undefined ? undefined : await lookAt(options.of, folder);
  const world = await openWorld(options.mode, folder);
  try {
    return { ...(await new Drill(options, world, folder).whole()), own };
  } finally {
    await world.system.close();
  }
}

class Drill {
  readonly #options: DrillOptions;
  readonly #world: World;
  readonly #file: string;
  readonly #load: Load;
  readonly #violations = new Violations();
  readonly #seconds = new Map<string, number>();
  readonly #said: string[] = [];
  readonly #startedAt = new Date();

  constructor(options: DrillOptions, world: World, folder: string) {
    this.#options = options;
    this.#world = world;
    this.#file = join(folder, 'drill.backup');
    const faults = new Faults(world.system.partners, options.seed);
    const { seed, rate } = options;
    this.#load = new Load({
      ...{ seed, rate, most: 1_500 },
      api: world.system.api,
      prepare: faults.prepare.bind(faults),
    });
  }

  async whole(): Promise<Omit<DrillResult, 'own'>> {
    const [load, violations] = [this.#load, this.#violations];
    const loading = load.run();
    await sleep(this.#options.seconds * 500);
    const before = new Map(load.accepted.map(({ story, revisions }) => [story.code, revisions]));
    const words = load.figures.accepted;
    const snapshotAt = await this.#backup();
    await sleep(this.#options.seconds * 500);
    if (!(await load.stop(60_000))) violations.add('lost: words that were never accepted', `${load.open} dossiers`);
    await loading;

    const lostAt = new Date();
    const gone = await this.#timed('store and topics are lost', () => this.#world.lose());
    await this.#timed('restored, topics made anew', () => this.#restore());
    await this.#judgeTopics(gone);
    await this.#timed('started, ready', () => this.#world.system.start());
    const lost = await this.#lost(before);
    await this.#timed('said again by the agencies', () => this.#sayAgain(lost));
    await this.#timed('reconciled with the partners', () => this.#drained());
    const states = await this.#judge();
    return {
      ...{
        options: this.#options,
        violations,
        startedAt: this.#startedAt,
        snapshotAt,
        lostAt,
        gone,
        states,
        said: this.#said,
      },
      words: { before: words, all: load.figures.accepted },
      lost: { dossiers: lost.length, revisions: lost.reduce((sum, { missing }) => sum + missing, 0) },
      seconds: this.#seconds,
    };
  }

  async #backup(): Promise<string> {
    const said = await this.#timed('backed up, under load', () => this.#world.upkeep(['backup', '--to', this.#file]));
    this.#heard(said);
    const at = /accepted until (\S+)\. The master key/.exec(said.text)?.[1];
    if (at === undefined) throw new Error(`no backup: ${said.text}`);
    return at;
  }

  async #restore(): Promise<void> {
    for (const until = performance.now() + restorePatienceMs; ; await sleep(2_000)) {
      const said = await this.#world.upkeep(['restore', '--from', this.#file, '--replace']);
      if (said.code === 0) return this.#heard(said);
      if (performance.now() > until) throw new Error(`not restored: ${said.text}`);
      say(`not yet: ${said.text.split('\n')[0]}`);
    }
  }

  /** Each that was lost is there again, whole and empty, before any process starts. */
  async #judgeTopics(gone: readonly string[]): Promise<void> {
    const topics = await this.#world.topics();
    for (const what of gone.filter((name) => name.startsWith('lienthong.'))) {
      const topic = topics.find(({ name }) => what.startsWith(`${name} `));
      if (topic?.partitions === partitions && topic.records === 0) continue;
      const is = topic ? `${topic.partitions} partitions, ${topic.records} records` : 'not there';
      this.#violations.add('topics: not made anew', `${what}: ${is}`);
    }
  }

  #heard({ text }: Said): void {
    this.#said.push(...text.trim().split('\n'));
  }

  /** Dossiers of which the restored store knows less than was accepted; what was accepted before the backup is in it. */
  async #lost(before: ReadonlyMap<string, number>): Promise<readonly (Accepted & { readonly missing: number })[]> {
    const lost: (Accepted & { readonly missing: number })[] = [];
    await eachAtOnce(this.#load.accepted, 8, async (accepted) => {
      const { story, revisions } = accepted;
      const { reply } = await this.#persist(() => this.#api.once('GET', `/v1/dossiers/${story.code}`));
      const is = reply.status === 404 ? 0 : Number((reply.body as { revision: number }).revision);
      const promised = before.get(story.code) ?? 0;
      if (is < promised)
        this.#violations.add('lost: accepted before the backup', `${story.code}: ${is} of ${promised}`);
      // A step that is lost cannot be seen from here: whatever had not been said to its end by then is said again.
      if (is < revisions || promised < revisions || accepted.steps > 0)
        lost.push({ ...accepted, missing: revisions - is });
    });
    return lost;
  }

  /** Every word of these dossiers, in order; what the store knows already does no harm. */
  async #sayAgain(lost: readonly Accepted[]): Promise<void> {
    await eachAtOnce(lost, 16, async ({ story }) => {
      for (const act of story.acts) {
        const { reply } = await this.#persist(() => sayWord(this.#api, story, act));
        const isKnown = reply.status === 409 && (reply.body as { code: string }).code === 'dossier.stale';
        if (reply.status >= 300 && !isKnown)
          this.#violations.add(
            'strange: a word that is not taken again',
            `${story.code} ${act.kind} ${act.number}: ${reply.status}`,
          );
      }
    });
  }

  async #drained(): Promise<void> {
    const { system } = this.#world;
    const refused = this.#load.accepted.filter(({ story }) => story.refused === 'sync');
    const refusedSync = new Set(refused.map(({ story }) => story.code));
    const { patience: seconds } = this.#options;
    if (!(await drained({ api: this.#api, metrics: () => system.metrics(), seconds, refusedSync, say })))
      this.#violations.add('stuck: still moving', `${seconds} s`);
  }

  /** The partners' journals against what was said and what the restored store says of it. */
  async #judge(): Promise<ReadonlyMap<string, number>> {
    const { system } = this.#world;
    const violations = this.#violations;
    const exchanges = await listExchanges(this.#api);
    const portal = await readPortalBook(system.partners.sandboxUrl);
    const { times } = await readReferenceBook(system.partners.referenceControlUrl);
    for (const { story, revisions } of this.#load.accepted) {
      const entry = portal.get(story.code);
      if (entry && entry.created > 1) violations.add('doubled: a second create', `${story.code}: ${entry.created}`);
      if (story.refused === 'sync') continue;
      if (entry?.lastRecord['TrichYeuHoSo'] !== summaryOf(story.code, revisions, story.refused))
        violations.add(
          'lost: the portal does not hold the highest revision',
          `${story.code}: ${entry?.revisions.join(' ')}`,
        );
    }
    for (const { id, operation, subject, state, outcome } of exchanges) {
      if (operation !== 'reserve' && operation !== 'post') continue;
      const count = times.get(id) ?? 0;
      if (count > 1) violations.add('doubled: a resolvable effect', `${subject} ${operation} ${id}: ${count} times`);
      if (state === 'settled' && outcome === 'done' && count === 0)
        violations.add('lost: done without an effect', `${subject} ${operation} ${id}`);
    }
    for (const how of await system.stop()) violations.add('died: a stop that was not in order', how);
    await judgeSides(system, violations);
    const states = new Map<string, number>();
    for (const { state, outcome } of exchanges) {
      const name = outcome === undefined ? state : `${state} ${outcome}`;
      states.set(name, (states.get(name) ?? 0) + 1);
    }
    return states;
  }

  get #api() {
    return this.#world.system.api;
  }

  #persist(ask: Parameters<typeof persist>[1]) {
    return persist(this.#api, ask, { requests: 0, repeats: 0 });
  }

  async #timed<T>(name: string, work: () => Promise<T>): Promise<T> {
    const from = performance.now();
    try {
      return await work();
    } finally {
      this.#seconds.set(name, (performance.now() - from) / 1000);
      say(`${name}: ${((performance.now() - from) / 1000).toFixed(1)} s`);
    }
  }
}
