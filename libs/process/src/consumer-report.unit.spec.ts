import type { ConsumerState } from '@lienthong/bus';
import { consumerFaults } from './consumer-report.js';

const joined: ConsumerState = {
  ...{ state: 'running', partitions: 3, rebalances: 1, rebuilds: 0, lag: 0 },
  lastRebalanceAt: new Date(),
};
const neverJoined: ConsumerState = { state: 'joining', partitions: 0, rebalances: 0, rebuilds: 0, lag: 0 };

it.each([
  ['running', joined, []],
  ['without partitions, the others have them all', { ...joined, partitions: 0 }, []],
  ['in a rebalance', { ...joined, state: 'joining' }, []],
  ['before its first partitions', neverJoined, ['g has not joined its consumer group yet']],
  ['built anew', { ...joined, state: 'rebuilding' }, ['the consumer of g failed and is built anew']],
  ['brokers away', { ...joined, state: 'down' }, ['g cannot reach the brokers']],
] as [string, ConsumerState, string[]][])('%s', (_, state, why) => {
  expect(consumerFaults('g', state).map((reason) => reason.why)).toEqual(why);
});
