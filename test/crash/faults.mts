import { setTimeout as sleep } from 'node:timers/promises';
import type { Partners } from '../proof/children.mts';
import { lateEffectMs } from '../proof/deadlines.mts';
import { callJson } from '../proof/http-json.mts';
import { pick, seededRandom, type Random } from '../support/random.ts';
import type { Situation } from '../proof/portal-situations.mts';
import type { Story } from './story.mts';

/** What the portal goes through, by operation: one at a time, each for a while, with its probability. */
const portalFaults: Readonly<Record<string, readonly Situation[]>> = {
  DongBoHoSoMC: [
    { situation: 'cutAfterEffect', probability: 0.04 },
    { situation: 'cutBeforeEffect', probability: 0.04 },
    { situation: 'serverErrorAfterEffect', probability: 0.04 },
    { situation: 'serverErrorBeforeEffect', probability: 0.04 },
    { situation: 'timeoutAfterEffect', probability: 0.01 },
    { situation: 'timeoutBeforeEffect', probability: 0.01 },
    { situation: 'halfAnswer', probability: 0.03 },
    { situation: 'garbage', probability: 0.03 },
    { situation: 'slow', probability: 0.05, millis: lateEffectMs },
    { situation: 'tooManyRequests', probability: 0.03, millis: 300 },
    { situation: 'sessionExpired', probability: 0.01 },
    { situation: 'otherWords', probability: 0.2, variant: 'exists' },
  ],
  CapNhatTienDoHoSoMC: [
    { situation: 'cutAfterEffect', probability: 0.04 },
    { situation: 'cutBeforeEffect', probability: 0.04 },
    { situation: 'serverErrorAfterEffect', probability: 0.03 },
    { situation: 'timeoutAfterEffect', probability: 0.01 },
    { situation: 'slow', probability: 0.05, millis: lateEffectMs },
    { situation: 'html', probability: 0.03 },
  ],
  TraCuuHoSo: [
    { situation: 'cutBeforeEffect', probability: 0.03 },
    { situation: 'serverErrorBeforeEffect', probability: 0.03 },
    { situation: 'garbage', probability: 0.02 },
  ],
  login: [{ situation: 'serverErrorBeforeEffect', probability: 0.1 }],
};

/** What the reference partner goes through; every one has its own dice. */
const referenceFaults: readonly Situation[] = [
  { situation: 'cutAfterEffect', probability: 0.02 },
  { situation: 'cutBeforeEffect', probability: 0.01 },
  { situation: 'cutBeforeEffect', probability: 0.01, lateEffectMs },
  { situation: 'timeoutAfterEffect', probability: 0.004 },
  { situation: 'timeoutBeforeEffect', probability: 0.002 },
  { situation: 'timeoutBeforeEffect', probability: 0.002, lateEffectMs },
  { situation: 'serverErrorAfterEffect', probability: 0.02 },
  { situation: 'halfAnswer', probability: 0.01 },
  { situation: 'garbage', probability: 0.01 },
  { situation: 'tooManyRequests', probability: 0.01, millis: 1_000 },
  { situation: 'unauthorizedOnce', probability: 0.005 },
];

const changeEveryMs = 4_000;

/** Faults of the partners, all from the seed but for which call meets which. */
export class Faults {
  readonly #partners: Partners;
  readonly #random: Random;
  #on = false;
  #changing: Promise<void> | undefined;

  constructor(partners: Partners, seed: number) {
    this.#partners = partners;
    this.#random = seededRandom(seed);
  }

  async start(): Promise<void> {
    this.#on = true;
    for (const situation of referenceFaults) await this.#putReference({ ...situation, seed: this.#seed() });
    await this.#changePortal();
    this.#changing = this.#keepChanging();
    // Heard of in `calm`; a run that has failed already needs no second reason.
    this.#changing.catch(() => undefined);
  }

  /** The known refusals of a dossier, in force before its first word. */
  async prepare({ code, refused }: Story): Promise<void> {
    const operation = { sync: 'DongBoHoSoMC', progress: 'CapNhatTienDoHoSoMC', reserve: '', note: '' }[
      refused ?? 'note'
    ];
    if (operation) await this.#partners.portal.put(operation, { situation: 'refuses', key: code, all: true });
  }

  /** No more dice; the known refusals stay. */
  async calm(): Promise<void> {
    this.#on = false;
    await this.#changing;
    for (const operation of Object.keys(portalFaults)) {
      await this.#partners.portal.put(operation, { situation: 'slow', probability: 0.000_001, millis: 1 });
    }
    await callJson('DELETE', `${this.#partners.referenceControlUrl}/situations`);
  }

  /** No more dice, whatever stands. */
  stop(): void {
    this.#on = false;
  }

  /** Partners that do everything right. */
  async clear(): Promise<void> {
    await this.#partners.portal.clear();
  }

  async #keepChanging(): Promise<void> {
    while (this.#on) {
      await sleep(250);
      if (this.#on && Date.now() % changeEveryMs < 250) await this.#changePortal();
    }
  }

  async #changePortal(): Promise<void> {
    for (const [operation, situations] of Object.entries(portalFaults)) {
      await this.#partners.portal.put(operation, { ...pick(this.#random, situations), seed: this.#seed() });
    }
  }

  async #putReference(situation: Situation): Promise<void> {
    await callJson('PUT', `${this.#partners.referenceControlUrl}/situations`, situation);
  }

  #seed(): number {
    return Math.floor(this.#random() * 0xffff_ffff);
  }
}
