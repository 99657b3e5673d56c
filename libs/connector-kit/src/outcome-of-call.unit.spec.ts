import { outcomeOfRefusal } from './outcome-of-call.js';

const now = new Date('2026-08-01T07:00:00Z');
const answer = (status: number, headers: Record<string, string> = {}) =>
  ({ ok: true, status, headers, body: Buffer.alloc(0), millis: 1 }) as const;

describe('a status that says that the request was not taken', () => {
  it.each([
    [401, { outcome: 'later', cause: 'post.notTaken' }],
    [403, { outcome: 'later', cause: 'post.notTaken' }],
    [413, { outcome: 'refused', cause: 'post.tooLarge', whoActs: 'operator' }],
    [429, { outcome: 'later', cause: 'post.notTaken' }],
    [200, undefined],
    [400, undefined],
    [503, undefined],
  ])('%i', (status, outcome) => expect(outcomeOfRefusal('post', answer(status), now)).toEqual(outcome));

  it('says when to come again', () => {
    expect(outcomeOfRefusal('post', answer(429, { 'retry-after': '30' }), now)).toMatchObject({ retryAfterMs: 30_000 });
  });
});
