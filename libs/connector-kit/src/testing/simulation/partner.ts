import type { Fates, SendFate } from './fates.js';
import type { Verdict } from './verdict.js';
import type { Actor, World } from './world.js';

export interface CallItem {
  readonly exchange: string;
  readonly subject: string;
  readonly number: number;
}

/** One request that may have an effect, from the instant at which its first byte left. */
export interface PartnerCall {
  readonly operation: string;
  readonly items: readonly CallItem[];
  readonly actor: Actor;
  /** Of the lease under which it was sent. */
  epoch: number;
  readonly sentAt: number;
  /** The hard deadline of its attempt. */
  readonly deadlineAt: number;
  /** Until when its effect may still come. */
  readonly landsUntil: number;
  effect: 'none' | 'pending' | 'done';
  verdict: Verdict | 'silent';
  /** The process has been given the answer. */
  heard: boolean;
}

export interface Effect extends CallItem {
  readonly operation: string;
  readonly at: number;
  readonly call: PartnerCall;
}

/** What kept order and count are judged by: the other end. Effects of an idempotent operation are counted when they come first. */
export class Partner {
  readonly calls: PartnerCall[] = [];
  /** Every landing, second copies of idempotent ones included. */
  readonly effects: Effect[] = [];
  readonly refusedForGood = new Set<string>();

  constructor(
    private readonly world: World,
    readonly fates: Fates,
    private readonly landed: (effect: Effect) => void,
  ) {}

  effectsOf(exchange: string): readonly Effect[] {
    return this.effects.filter((effect) => effect.exchange === exchange);
  }

  callsOf(exchange: string): readonly PartnerCall[] {
    return this.calls.filter(({ items }) => items.some((item) => item.exchange === exchange));
  }

  isPending(exchange: string): boolean {
    return this.callsOf(exchange).some(({ effect }) => effect === 'pending');
  }

  wasRefused(exchange: string): boolean {
    const last = this.callsOf(exchange).at(-1);
    return last?.verdict === 'refused';
  }

  fateOf(call: PartnerCall): SendFate {
    if (call.items.some(({ exchange }) => this.refusedForGood.has(exchange))) return { answer: 'refused', answerIn: 0 };
    return this.fates.send(call.landsUntil - this.world.now);
  }

  land(call: PartnerCall): void {
    call.effect = 'done';
    for (const item of call.items) {
      const effect: Effect = { ...item, operation: call.operation, at: this.world.now, call };
      this.effects.push(effect);
      this.world.log(`          effect ${call.operation} ${item.subject}#${item.number}`);
      this.landed(effect);
    }
  }
}
