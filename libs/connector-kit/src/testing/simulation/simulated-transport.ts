import type { CallOptions, HttpRequest, HttpResult, Transport, TransportCause } from '@lienthong/transport';
import { causeOf } from '@lienthong/transport';
import type { CallItem, Partner, PartnerCall } from './partner.js';
import type { Verdict } from './verdict.js';
import type { Actor } from './world.js';

interface Message {
  readonly operation: string;
  readonly settlingMs: number;
  readonly items: readonly CallItem[];
}

/** Told in the turn in which the first byte of a send left. */
export type FirstByte = (call: PartnerCall) => Promise<void>;

const failed = (cause: TransportCause, firstByteLeft: boolean): HttpResult => ({
  ok: false,
  cause,
  firstByteLeft,
  millis: 0,
});
const answered = (status: number, body: string): HttpResult => ({
  ok: true,
  status,
  headers: {},
  body: Buffer.from(body),
  millis: 0,
});

const answers: Record<Verdict, HttpResult> = {
  ok: answered(200, '{"said":"done"}'),
  refused: answered(422, '{"said":"refused"}'),
  later: answered(429, ''),
  unreadable: answered(200, '<html>'),
  throws: answered(200, '{"said":"throw"}'),
  serverError: answered(500, ''),
};

/** Calls of one process to the simulated partner; what becomes of each is the schedule's choice. */
export class SimulatedTransport implements Transport {
  constructor(
    private readonly actor: Actor,
    private readonly partner: Partner,
    private readonly firstByte: FirstByte,
  ) {}

  request(request: HttpRequest, options: CallOptions): Promise<HttpResult> {
    return new Promise((resolve) => new OpenCall(request, options, this.actor, this.partner, resolve).begin(this));
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  recorded(message: Message, deadlineAt: number): PartnerCall {
    const { now } = this.actor.world;
    const call: PartnerCall = {
      operation: message.operation,
      items: message.items,
      actor: this.actor,
      epoch: -1,
      sentAt: now,
      deadlineAt,
      landsUntil: deadlineAt + message.settlingMs,
      effect: 'none',
      verdict: 'silent',
      heard: false,
    };
    this.partner.calls.push(call);
    return call;
  }

  async left(call: PartnerCall): Promise<void> {
    await this.firstByte(call);
  }
}

class OpenCall {
  #left = false;
  #over = false;
  #timer: { cancel(): void } | undefined;

  constructor(
    private readonly request: HttpRequest,
    private readonly options: CallOptions,
    private readonly actor: Actor,
    private readonly partner: Partner,
    private readonly resolve: (result: HttpResult) => void,
  ) {}

  begin(transport: SimulatedTransport): void {
    const { world } = this.actor;
    const deadlineAt = world.now + this.options.deadlineMs;
    if (this.options.signal?.aborted) return this.#end(failed('transport.aborted', false));
    this.options.signal?.addEventListener('abort', () => this.#end(failed('transport.aborted', this.#left)));
    this.#timer = this.actor.setTimer(this.options.deadlineMs, () =>
      this.#end(failed('transport.timeout', this.#left)),
    );
    const step = this.options.beforeFirstByte ? () => this.#send(transport, deadlineAt) : () => this.#read();
    // Resolves in `#end`; the step itself only lets it go on.
    void world.gate(this.actor, 'call', `${this.request.method} ${this.request.path}`, step);
  }

  async #send(transport: SimulatedTransport, deadlineAt: number): Promise<void> {
    if (this.#over) return;
    if (this.partner.fates.refusesConnection()) return this.#end(failed('transport.connectionRefused', false));
    const message = JSON.parse(String(this.request.body)) as Message;
    try {
      this.options.beforeFirstByte!();
    } catch (error) {
      return this.#end(failed(causeOf(error, false), false));
    }
    this.#left = true;
    const call = transport.recorded(message, deadlineAt);
    await transport.left(call);
    this.#fate(call);
  }

  #fate(call: PartnerCall): void {
    const { world } = this.actor;
    const fate = this.partner.fateOf(call);
    world.log(
      `${call.actor.name} sends ${call.operation} ${call.items.map((i) => `${i.subject}#${i.number}`).join(' ')}: ${JSON.stringify(fate)}`,
    );
    if (fate.effectIn !== undefined) this.#effect(call, fate.effectIn);
    if (fate.answer === 'cut') this.#cut(fate.answerIn);
    else if (fate.answer !== 'never') this.#answer(call, fate.answer, fate.answerIn);
  }

  #effect(call: PartnerCall, after: number): void {
    call.effect = 'pending';
    if (after === 0) this.partner.land(call);
    else this.actor.world.setTimer(this.actor.world.now + after, () => this.partner.land(call));
  }

  #answer(call: PartnerCall, verdict: Verdict, after: number): void {
    call.verdict = verdict;
    const { world } = this.actor;
    const give = (): void =>
      void world.gate(this.actor, 'answer', `${call.operation}: ${verdict}`, () => {
        call.heard = !this.#over;
        this.#end(answers[verdict]);
      });
    if (after === 0) give();
    else world.setTimer(world.now + after, give);
  }

  #cut(after: number): void {
    const { world } = this.actor;
    world.setTimer(
      world.now + after,
      () => void world.gate(this.actor, 'answer', 'cut', () => this.#end(failed('transport.connectionReset', true))),
    );
  }

  /** A question, or a look-up before a send. */
  #read(): void {
    if (this.#over) return;
    const went = this.partner.fates.read();
    if (went === 'refused') return this.#end(failed('transport.connectionRefused', false));
    if (went === 'unreadable') return this.#end(answers.unreadable);
    if (went === 'silent') return;
    const exchange = this.request.path.split('/').at(-1)!;
    const done = this.partner.effectsOf(exchange).length > 0;
    const said = done ? 'done' : this.partner.wasRefused(exchange) ? 'refused' : 'absent';
    this.#end(answered(200, JSON.stringify({ said })));
  }

  #end(result: HttpResult): void {
    if (this.#over) return;
    this.#over = true;
    this.#timer?.cancel();
    this.resolve(result);
  }
}
