import type { Delivery } from '../port.js';
import { runsOfOneTopic } from './runs-of-one-topic.js';

const batch = (topics: string): Delivery[] => [...topics].map((topic, n) => ({ topic, offset: String(n) }) as Delivery);
const shape = (runs: readonly (readonly Delivery[])[]): string[] =>
  runs.map((run) => run.map(({ topic, offset }) => topic + offset).join(' '));

test.each([
  ['', []],
  ['aaa', ['a0 a1 a2']],
  ['aabba', ['a0 a1', 'b2 b3', 'a4']],
])('a batch %p is split where the topic changes, order kept', (topics, runs) =>
  expect(shape(runsOfOneTopic(batch(topics)))).toEqual(runs),
);
