/** Prints docs/reference/metrics.md from what the processes expose. Needs a build. */
import { consumerGauges, lagGauges, outboxGauges, retentionGauges } from '@lienthong/process';
import { sideGauges } from '../apps/connectors/dist/side-gauges.js';
import { counterHelp } from '../apps/gateway/dist/views/counters.js';

const none = { rows: 0, oldestMillis: 0 };
const outside = {
  stats: () => ({ open: 0, ready: 0, inFlight: 0, breakersOpen: [], strayCalls: 0, shards: 0, outbox: none }),
  partners: () => Promise.resolve([{ partner: 'x', state: 'up' }]),
  retention: { removed: () => ({ x: 0 }) },
  inbound: { counts: () => [{ partner: 'x', account: 'x', outcome: 'stored', value: 0 }] },
  unacknowledged: () => ({ facts: 0, forADay: 0 }),
};
const levels = [
  ...(await sideGauges(outside)),
  ...outboxGauges('gateway', none),
  ...retentionGauges('gateway', { x: 0 }),
  ...(await lagGauges({ lag: () => Promise.resolve({ x: 0 }) }, 'x')),
  ...consumerGauges('x', { state: 'running', partitions: 0, rebalances: 0, rebuilds: 0 }),
];
const byName = new Map(levels.map((level) => [level.name, level]));
const sorted = (names) => [...names].sort((one, other) => (one < other ? -1 : 1));
const gauges = sorted(byName.keys()).map((name) => {
  const { help, labels = {} } = byName.get(name);
  return `| \`lienthong_${name}\` | ${Object.keys(labels).join(', ')} | ${help} |`;
});
const counters = sorted(Object.keys(counterHelp)).map((name) => `| \`lienthong_${name}\` | ${counterHelp[name]} |`);

process.stdout.write(`# Metrics

Written by \`npm run generate\` from what the processes expose at \`/metrics\` (OpenMetrics). No label holds a value of a person.
What to look at, and when: [Operations](../operations.md#watching).

## Counted by the business

Rows that were written in the same transactions as what they count, over all processes of a side: they survive a restart, and
equal what SQL counts.

| metric | counts |
|---|---|
${counters.join('\n')}

## Levels of a process

| metric | labels | says |
|---|---|---|
${gauges.join('\n')}
| \`lienthong_http_request_seconds\` | method, route, status | Time from the first header to the end of the answer (histogram) |
| \`lienthong_metrics_source_up\` | source | 1 if the source answered this scrape |

Beside them \`process_…\` and \`nodejs_…\`: CPU, memory, event loop of the process.
`);
