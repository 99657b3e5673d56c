/// <reference types="jest" />
import type { ExchangeChanged } from '@lienthong/contracts';
import type { Bench, BenchOptions, Stage } from './bench.js';
import type { Declared } from './declared.js';
import { eventually } from './eventually.js';
import type { ContractHarness, ContractSituation } from './harness.js';

/** What the cases of one run share: the stage, fresh subjects, benches that are ended after each test. */
export interface Scene {
  stage(): Stage;
  /** The harness, also before anything has been started. */
  readonly harness: ContractHarness;
  readonly declared: readonly Declared[];
  readonly subject: () => string;
  open(options?: BenchOptions): Promise<Bench>;
  /** Why the stand-in cannot make all of these situations; undefined where it can. */
  missing(needs: readonly ContractSituation[]): string | undefined;
  /** Registers a test, or lists it as skipped with the reason why the stand-in cannot make the situation. */
  test(title: string, needs: readonly ContractSituation[], body: () => Promise<void>): void;
}

/** A subject for an operation, with what the partner wants to have before it. */
export async function prepared(scene: Scene, bench: Bench, { name }: Declared): Promise<string> {
  const subject = scene.subject();
  const needs = scene.stage().harness.operations[name]!.needs;
  if (needs !== undefined) {
    const exchange = await bench.announceOne({ operation: needs, subject, number: 1 });
    const end = await bench.recorder.untilState(exchange, 'settled', 'parked');
    if (end.outcome !== 'done') throw new Error(`${needs} for ${subject} ended ${end.state} ${end.cause ?? ''}`);
  }
  return subject;
}

/** Effects that the partner did not recognise as copies. */
export async function newEffects(scene: Scene, operation: string, subject: string): Promise<number[]> {
  const effects = await scene.stage().standIn.effects(operation, subject);
  return effects.filter(({ copy }) => !copy).map(({ number }) => number);
}

/** Calls of an operation when there are at least so many: a journal may be a moment behind the answers. */
export const callsOf = (scene: Scene, operation: string, subject: string, least: number) =>
  eventually(
    `${least} calls of ${operation}`,
    () => scene.stage().standIn.calls(operation, subject),
    (calls) => calls.length >= least,
  );

/** An end is settled or parked: nothing more happens by itself. */
export const untilEnd = (bench: Bench, exchange: string): Promise<ExchangeChanged> =>
  bench.recorder.untilState(exchange, 'settled', 'parked', 'superseded', 'abandoned');

/** Runs the same for several operations at the same time; results by name. */
export async function forEachOf<T>(
  declared: readonly Declared[],
  run: (one: Declared) => Promise<T>,
): Promise<Record<string, T>> {
  const entries = await Promise.all(declared.map(async (one) => [one.name, await run(one)] as const));
  return Object.fromEntries(entries);
}
