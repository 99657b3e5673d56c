import { idempotent, type Connector, type IdempotentOperation } from '../port.js';
import type { HttpAnswer, HttpFailure, HttpResult, Transport } from '@lienthong/transport';
import { outcomeOfFailedSend } from '../outcome-of-call.js';
import { causeOf } from '@lienthong/transport';
import { runAttempt, type AttemptContext } from './attempt.js';

const item = { exchange: 'e', subject: 's', number: 1, attempt: 1, payload: {} };
const answered: HttpAnswer = { ok: true, status: 200, headers: {}, body: new Uint8Array(), millis: 1 };
const request = { method: 'POST', path: '/', body: 'sent' } as const;
const never = new Promise<never>(() => undefined);

/** Answers at once, or hangs until it is aborted. */
const transportOf = (kind: 'answers' | 'hangs'): Transport => ({
  request: (_request, { signal, beforeFirstByte }) => {
    beforeFirstByte?.();
    const failure: HttpFailure = { ok: false, cause: 'transport.aborted', firstByteLeft: true, millis: 1 };
    return kind === 'answers'
      ? Promise.resolve(answered)
      : new Promise<HttpResult>((resolve) => signal?.addEventListener('abort', () => resolve(failure)));
  },
  close: () => Promise.resolve(),
});

const contextOf = (
  send: IdempotentOperation['send'],
  transport: Transport,
  signal = new AbortController().signal,
): AttemptContext => {
  const operation = idempotent({
    lane: 'latest',
    recognisedBy: 'key',
    parse: (payload) => payload,
    hardDeadlineMs: 30,
    settlingMs: 0,
    send,
  });
  return {
    connector: { transport } as unknown as Connector,
    operation,
    checkLease: () => undefined,
    signal,
    now: () => Date.now(),
    monotonicNow: () => performance.now(),
  };
};

describe('an attempt at its hard deadline', () => {
  it('is unknown when a send was answered and the connector has not judged it yet', async () => {
    const context = contextOf(async ({ http }) => {
      await http.send(request);
      return never;
    }, transportOf('answers'));
    expect((await runAttempt(context, [item])).outcome).toEqual({ outcome: 'unknown', cause: 'attempt.deadline' });
  });

  it('is later when nothing but a read went out', async () => {
    const context = contextOf(async ({ http }) => {
      await http.read(request);
      return never;
    }, transportOf('hangs'));
    expect((await runAttempt(context, [item])).outcome).toEqual({ outcome: 'later', cause: 'attempt.deadline' });
  });

  it('keeps what was sent', async () => {
    const context = contextOf(async ({ http }) => {
      await http.send(request);
      return { outcome: 'later', cause: 'connector.thinksSo' };
    }, transportOf('hangs'));
    const { outcome, calls } = await runAttempt(context, [item]);
    expect(outcome).toEqual({ outcome: 'unknown', cause: 'attempt.deadline' });
    expect(calls).toMatchObject([{ purpose: 'send', sent: 'sent', firstByteLeft: true }]);
  });
});

describe('an attempt that its connector calls refused', () => {
  const refused = { outcome: 'refused', cause: 'x.no', whoActs: 'agency' } as const;

  it('is unknown while a send that left was never answered: the refusal may be of another call', async () => {
    const cut: Transport = {
      request: (_request, { beforeFirstByte }) => {
        beforeFirstByte?.();
        return Promise.resolve({ ok: false, cause: 'transport.connectionReset', firstByteLeft: true, millis: 1 });
      },
      close: () => Promise.resolve(),
    };
    const send: IdempotentOperation['send'] = async ({ http }) => {
      await http.send(request);
      return refused;
    };
    expect((await runAttempt(contextOf(send, cut), [item])).outcome).toEqual({ outcome: 'unknown', cause: 'x.no' });
  });

  it('is refused when every send was answered, or none left', async () => {
    const answering = contextOf(async ({ http }) => {
      await http.send(request);
      return refused;
    }, transportOf('answers'));
    expect((await runAttempt(answering, [item])).outcome).toEqual(refused);
    const unsent = contextOf(() => Promise.resolve(refused), transportOf('answers'));
    expect((await runAttempt(unsent, [item])).outcome).toEqual(refused);
  });
});

describe('a process that stood still', () => {
  /** The connection is there at once; the process stands still before the first byte. */
  const heldUp = (standStill: () => void): { readonly transport: Transport; readonly left: () => boolean } => {
    let left = false;
    return {
      left: () => left,
      transport: {
        request: (_request, { beforeFirstByte }) => {
          standStill();
          try {
            beforeFirstByte?.();
          } catch (error) {
            return Promise.resolve({ ok: false, cause: causeOf(error, false), firstByteLeft: false, millis: 1 });
          }
          left = true;
          return Promise.resolve(answered);
        },
        close: () => Promise.resolve(),
      },
    };
  };
  const send: IdempotentOperation['send'] = async ({ http }) => {
    const result = await http.send(request);
    return result.ok ? { outcome: 'done' } : outcomeOfFailedSend(result);
  };

  it('begins no send after its hard deadline, although its lease holds', async () => {
    let clock = 1_000;
    const { transport, left } = heldUp(() => (clock += 30));
    const context = { ...contextOf(send, transport), monotonicNow: () => clock };
    expect((await runAttempt(context, [item])).outcome).toEqual({ outcome: 'later', cause: 'transport.timeout' });
    expect(left()).toBe(false);
  });

  it('sends one millisecond before', async () => {
    let clock = 1_000;
    const { transport, left } = heldUp(() => (clock += 29));
    const context = { ...contextOf(send, transport), monotonicNow: () => clock };
    expect((await runAttempt(context, [item])).outcome).toEqual({ outcome: 'done' });
    expect(left()).toBe(true);
  });
});

describe('a process that stood still between the check of its lease and the first byte', () => {
  it('knows afterwards that its send left without the lease', async () => {
    let held = true;
    const frozen: Transport = {
      request: (_request, { beforeFirstByte }) => {
        beforeFirstByte?.();
        // The process stands still here, wakes up and writes, all in one turn of its event loop.
        held = false;
        return Promise.resolve(answered);
      },
      close: () => Promise.resolve(),
    };
    const checkLease = (): void => {
      if (!held) throw new Error('gone');
    };
    const send: IdempotentOperation['send'] = async ({ http }) => {
      await http.send(request);
      return { outcome: 'done' };
    };
    const stray = await runAttempt({ ...contextOf(send, frozen), checkLease }, [item]);
    expect(stray).toMatchObject({ outcome: { outcome: 'done' }, left: true, leftWithoutLease: true });
    const usual = await runAttempt(contextOf(send, transportOf('answers')), [item]);
    expect(usual).toMatchObject({ left: true, leftWithoutLease: false });
  });
});

describe('an attempt whose connector throws', () => {
  it('is unknown once a send has left, even if it was answered', async () => {
    const context = contextOf(async ({ http }) => {
      await http.send(request);
      throw new Error('a defect');
    }, transportOf('answers'));
    expect((await runAttempt(context, [item])).outcome).toEqual({ outcome: 'unknown', cause: 'connector.failed' });
  });

  it('is a broken contract while nothing has left', async () => {
    const context = contextOf(() => Promise.reject(new Error('a defect')), transportOf('answers'));
    expect((await runAttempt(context, [item])).outcome).toEqual({
      outcome: 'brokenContract',
      cause: 'connector.failed',
    });
  });
});
