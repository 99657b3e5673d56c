import { logLevel } from 'kafkajs';
import { entryOf } from './log-creator.js';

describe('what the client library logs', () => {
  test.each([
    ['Response Heartbeat(key: 12, version: 3)', 'The group is rebalancing, so a rejoin is needed'],
    ['Response JoinGroup(key: 11, version: 5)', 'The coordinator is loading and hence cannot process requests'],
    ['Response SyncGroup(key: 14, version: 3)', 'The coordinator is not aware of this member'],
    ['Response GroupCoordinator(key: 10, version: 2)', 'The group coordinator is not available'],
    ['Connection error: connect ECONNREFUSED 127.0.0.1:9092', undefined],
    ['The coordinator is not aware of this member, re-joining the group', undefined],
  ])('%s: %s belongs to running', (message, error) =>
    expect(entryOf(logLevel.ERROR, { message, error }).level).toBe('info'),
  );
  test('what does not stays an error', () =>
    expect(entryOf(logLevel.ERROR, { message: 'Crash: TypeError' }).level).toBe('error'));
  test('only fields that cannot hold what a record holds are passed on', () => {
    const said = {
      message: 'x',
      groupId: 'g',
      partition: 1,
      stack: 'secret',
      error: 'secret',
      payload: { data: 'secret' },
    };
    const entry = entryOf(logLevel.WARN, { ...said, memberAssignment: { a: [1] }, offset: '5' });
    expect(entry).toEqual({ level: 'warn', message: 'x', fields: { groupId: 'g', partition: 1 } });
  });
});
