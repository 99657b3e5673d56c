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
