import { setTimeout as sleep } from 'node:timers/promises';
import type { AttemptSummary } from '@lienthong/contracts';
import { strayCall } from '../exchange/message.js';
import { storesAttempts } from '../port.js';
import type { SealedPayload } from '../work-store/load.js';
import type { StrayCallUnit } from '../work-store/units.js';
import type { AttemptResult } from './attempt.js';
import type { RunnerDeps, RunnerSettings } from './deps.js';
import type { Entry, Lane } from './lane.js';

type Payloads = ReadonlyMap<string, SealedPayload>;

/**
 * Calls that left, and whose outcome is not ours to write any more: another process owns the exchange and may have sent as well.
 * What is known of them is kept beside the attempts, told and counted, so that a second effect is found and never silent.
 */
export class StrayCalls {
  /** Since the start of this process. */
  seen = 0;

  constructor(
    private readonly deps: RunnerDeps,
    private readonly settings: RunnerSettings,
    private readonly givenUp: () => boolean,
  ) {}

  async keep(lane: Lane, entries: readonly Entry[], result: AttemptResult, payloads: Payloads): Promise<void> {
    const units = entries.map((entry) => this.#unit(lane, entry, result, payloads));
    const { partner, operationName: operation } = lane;
    const { leftWithoutLease } = result;
    for (const { exchange, outcome } of units.map(({ row }) => row)) {
      this.seen += 1;
      this.deps.onEvent?.({ event: 'strayCall', exchange, partner, operation, outcome, leftWithoutLease });
    }
    while (!(await this.#stored(units)) && !this.givenUp()) await sleep(this.settings.storeRetryMs);
  }

  async #stored(units: readonly StrayCallUnit[]): Promise<boolean> {
    try {
      await this.deps.line.submitAll(units);
      return true;
    } catch (error) {
      this.deps.onEvent?.({ event: 'failed', error });
      return false;
    }
  }

  #unit(lane: Lane, entry: Entry, result: AttemptResult, payloads: Payloads): StrayCallUnit {
    const { exchange, attempts } = entry.work;
    // A stored attempt has been counted when it was stored.
    const attempt = storesAttempts(lane.operation) ? attempts : attempts + 1;
    const { outcome, startedAt, endedAt, calls, leftWithoutLease } = result;
    const said = { outcome: outcome.outcome, ...('cause' in outcome ? { cause: outcome.cause } : {}) };
    const call: AttemptSummary = {
      ...{ kind: 'strayCall', attempt },
      startedAt: new Date(startedAt).toISOString(),
      endedAt: new Date(endedAt).toISOString(),
      ...said,
    };
    const key = { kind: 'strayCall', n: attempt } as const;
    const wrapped = (entry.payload ?? payloads.get(exchange))?.key;
    return {
      kind: 'strayCall',
      row: {
        ...{ exchange, ...key, startedAt, endedAt, ...said },
        ...(wrapped ? { calls: this.deps.sealer.calls(exchange, key, wrapped, { calls }) } : {}),
      },
      messages: [strayCall(entry.work, { process: this.deps.owner, call, leftWithoutLease }, this.deps.now())],
    };
  }
}
