/// <reference types="jest" />
import type { Bench, BenchOptions } from './bench.js';
import type { ContractSituation } from './harness.js';
import type { Scene } from './scene.js';

/** One case of several that share a bench; it keeps to subjects of its own, and to situations that strike only them. */
export interface SharedCase {
  readonly title: string;
  readonly needs: readonly ContractSituation[];
  readonly run: (bench: Bench) => Promise<void>;
}

/**
 * Registers a test for each of the cases, which run at the same time on one bench before the first test: most of what they
 * take is waiting. Each test tells how its own case ended. In a `describe` of its own: what runs there before all, runs once.
 */
export function sideBySide(scene: Scene, options: BenchOptions, cases: readonly SharedCase[]): void {
  if (cases.length === 0) return;
  const ended = new Map<SharedCase, PromiseSettledResult<void>>();
  beforeAll(async () => {
    const able = cases.filter(({ needs }) => scene.missing(needs) === undefined);
    if (able.length === 0) return;
    const bench = await scene.open(options);
    const ends = await Promise.allSettled(able.map((one) => one.run(bench)));
    able.forEach((one, at) => ended.set(one, ends[at]!));
  }, 120_000);
  for (const one of cases) {
    scene.test(one.title, one.needs, () => {
      const end = ended.get(one);
      if (end === undefined) throw new Error('this case was not run');
      return end.status === 'fulfilled' ? Promise.resolve() : Promise.reject(end.reason as Error);
    });
  }
}
