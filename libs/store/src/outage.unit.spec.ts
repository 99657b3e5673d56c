import { isOutage } from './outage.js';

const coded = (code: string) => Object.assign(new Error('x'), { code });

describe('isOutage', () => {
  test.each([
    '08006',
    '08P01',
    '53300',
    '53100',
    '57P01',
    '57014',
    '58030',
    '40P01',
    '40001',
    '25006',
    '25P03',
    '55P03',
  ])('SQLSTATE %s: the store, not the statement', (code) => expect(isOutage(coded(code))).toBe(true));
  test.each(['22P02', '23505', '23503', '42P01', '42703', '25001', 'P0001', 'XX000'])(
    'SQLSTATE %s: the statement, so somebody is to blame',
    (code) => expect(isOutage(coded(code))).toBe(false),
  );
  test.each(['ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', 'EPIPE', 'EAI_AGAIN', 'ENOSPC', 'EROFS'])('errno %s', (code) =>
    expect(isOutage(coded(code))).toBe(true),
  );
  test.each(['ENOENT', 'ERR_INVALID_ARG_TYPE', 'EACCES'])('errno %s is none', (code) =>
    expect(isOutage(coded(code))).toBe(false),
  );
  test.each([
    'timeout exceeded when trying to connect',
    'Connection terminated unexpectedly',
    'Connection terminated due to connection timeout',
    'Client has encountered a connection error and is not queryable',
    'Cannot use a pool after calling end on the pool',
  ])('a pool that says "%s"', (message) => expect(isOutage(new Error(message))).toBe(true));

  test('is found through causes and aggregates', () => {
    expect(isOutage(new Error('a', { cause: new Error('b', { cause: coded('08006') }) }))).toBe(true);
    expect(isOutage(new AggregateError([new Error('a'), coded('ECONNREFUSED')]))).toBe(true);
  });
  test('a circle of causes ends', () => {
    const circle = new Error('a');
    circle.cause = circle;
    expect(isOutage(circle)).toBe(false);
  });
  test('an error may say so itself; a closed store or bus is one', () => {
    expect(isOutage(Object.assign(new Error('x'), { outage: true }))).toBe(true);
    for (const name of ['StoreGone', 'WriterGone', 'CommitLineClosed', 'BusClosed'])
      expect(isOutage(Object.assign(new Error('x'), { name }))).toBe(true);
  });
  test.each([[undefined], [null], ['08006'], [42], [new TypeError('x')]])('%p is none', (thrown) =>
    expect(isOutage(thrown)).toBe(false),
  );
});
