import { shownRefund, stepRefund, type Refund, type RefundAct } from './refund.js';

const at = '2026-11-22T02:00:00.000Z';
const due: Refund = {
  ...{ id: 'r', payment: 'p', account: 'kb1', amount: 10_000, why: 'over', state: 'due' },
  ...{ createdAt: at, changedAt: at },
};
const play = (...acts: readonly RefundAct[]): Refund =>
  acts.reduce((refund, act) => {
    const verdict = stepRefund(refund, act, at);
    return verdict.kind === 'changed' ? verdict.refund : refund;
  }, due);
const request = { kind: 'request', operator: 'lan' } as const;
const approve = { kind: 'approve', operator: 'minh' } as const;
const sent = { kind: 'sent', bankReference: 'FT1' } as const;

it('is asked for, agreed to by another person, ordered, and done', () => {
  expect(play(request, approve, sent, { kind: 'done', shownBy: 'out' })).toMatchObject({
    ...{ state: 'done', requestedBy: 'lan', approvedBy: 'minh', bankReference: 'FT1', shownBy: 'out' },
  });
});

it('needs two persons', () => {
  expect(stepRefund(play(request), { kind: 'approve', operator: 'lan' }, at)).toEqual({ kind: 'samePerson' });
});

it.each([
  ['agreed to before it was asked for', due, approve],
  ['sent before it was agreed to', play(request), sent],
  ['done before it was sent', play(request, approve), { kind: 'done' } as const],
  ['asked for twice', play(request), { kind: 'request', operator: 'minh' } as const],
])('skips no step: %s', (_, refund, act) => {
  expect(stepRefund(refund, act, at)).toEqual({ kind: 'notApplicable', state: refund.state });
});

it('says the same to the same person again', () => {
  expect(stepRefund(play(request), request, at)).toEqual({ kind: 'same' });
  expect(stepRefund(play(request, approve), approve, at)).toEqual({ kind: 'same' });
  expect(stepRefund(play(request, approve, sent), sent, at)).toEqual({ kind: 'same' });
});

describe('an undertaking that is called off', () => {
  const withdraw = (operator: string) => ({ kind: 'withdraw', operator }) as const;
  const reject = (operator: string) => ({ kind: 'reject', operator }) as const;

  it('withdrawn by who asked: still due, and may be asked for anew', () => {
    const back = play(request, withdraw('lan'));
    expect(back).toEqual({ ...due, calledOff: 'withdrawn', calledOffBy: 'lan' });
    expect(stepRefund(back, withdraw('lan'), at)).toEqual({ kind: 'same' });
    const again = stepRefund(back, { kind: 'request', operator: 'minh' }, at);
    expect(again).toEqual({ kind: 'changed', refund: { ...due, state: 'requested', requestedBy: 'minh' } });
  });

  it('withdrawn by either of the two while nothing has been ordered', () => {
    for (const operator of ['lan', 'minh']) {
      expect(play(request, approve, withdraw(operator))).toEqual({
        ...{ ...due, calledOff: 'withdrawn', calledOffBy: operator },
      });
    }
  });

  it('rejected by a second person', () => {
    expect(play(request, reject('minh'))).toEqual({ ...due, calledOff: 'rejected', calledOffBy: 'minh' });
    expect(stepRefund(play(request, reject('minh')), reject('minh'), at)).toEqual({ kind: 'same' });
  });

  it('of a credit that belongs to nobody: the credit is free again', () => {
    const { payment: _, ...rest } = play(request);
    const asked: Refund = { ...rest, credit: 'c', why: 'unassigned' };
    const verdict = stepRefund(asked, withdraw('lan'), at);
    expect(verdict).toMatchObject({ kind: 'changed', refund: { state: 'calledOff', calledOff: 'withdrawn' } });
    const free = (verdict as { refund: Refund }).refund;
    expect(stepRefund(free, request, at)).toMatchObject({ kind: 'changed', refund: { state: 'requested' } });
    expect(stepRefund(free, approve, at)).toEqual({ kind: 'notApplicable', state: 'calledOff' });
  });

  it.each([
    ['withdrawn by somebody else', play(request), withdraw('minh'), { kind: 'otherPerson' }],
    ['withdrawn by a third person', play(request, approve), withdraw('hoa'), { kind: 'otherPerson' }],
    ['rejected by who asked', play(request), reject('lan'), { kind: 'samePerson' }],
    ['withdrawn before it was asked for', due, withdraw('lan'), { kind: 'notApplicable', state: 'due' }],
    ['rejected once approved', play(request, approve), reject('hoa'), { kind: 'notApplicable', state: 'approved' }],
    ['withdrawn once ordered', play(request, approve, sent), withdraw('lan'), { kind: 'notApplicable', state: 'sent' }],
  ] as const)('is not: %s', (_, refund, act, verdict) => {
    expect(stepRefund(refund, act, at)).toEqual(verdict);
  });
});

describe('a transfer back that did not arrive', () => {
  const failed = (back?: string) => ({ kind: 'failed', operator: 'hoa', ...(back ? { back } : {}) }) as const;

  it('the bank did not carry out what was ordered: still due, and may be asked for anew', () => {
    const back = play(request, approve, sent, failed());
    expect(back).toEqual({ ...due, calledOff: 'failed', calledOffBy: 'hoa' });
    expect(stepRefund(back, failed(), at)).toEqual({ kind: 'same' });
    expect(play(request, approve, sent, failed(), request, approve, sent)).toMatchObject({ state: 'sent' });
  });

  it('what had arrived by all signs has come back as a movement, or it has arrived', () => {
    const done = play(request, approve, sent, { kind: 'done', shownBy: 'out' });
    expect(stepRefund(done, failed(), at)).toEqual({ kind: 'notApplicable', state: 'done' });
    expect(stepRefund(done, failed('c'), at)).toEqual({
      ...{ kind: 'changed', refund: { ...due, calledOff: 'failed', calledOffBy: 'hoa' } },
    });
  });

  it.each([due, play(request), play(request, approve)])('nothing was ordered: $state', (refund) => {
    expect(stepRefund(refund, failed(), at)).toEqual({ kind: 'notApplicable', state: refund.state });
  });
});

describe('an outgoing movement', () => {
  const ordered = play(request, approve, sent);
  const out = { account: 'kb1', amount: 10_000 };

  it('shows the refund that was ordered', () => {
    expect(shownRefund(out, [ordered])).toBe(ordered);
    const other = { ...ordered, id: 'other', bankReference: 'FT2' };
    expect(shownRefund({ ...out, bankReference: 'FT2' }, [ordered, other])).toBe(other);
  });

  it.each([
    ['another amount', { ...out, amount: 9_999 }, [ordered]],
    ['another account', { ...out, account: 'kb2' }, [ordered]],
    ['nothing was ordered', out, [play(request, approve)]],
    ['there is a choice', out, [ordered, { ...ordered, id: 'other' }]],
  ])('shows none: %s', (_, movement, refunds) => {
    expect(shownRefund(movement, refunds)).toBeUndefined();
  });
});
