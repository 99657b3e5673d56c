import type { Tests } from '../../defects/tests.ts';
import type { Fault } from '../list.ts';

/** What turns red when the guard against a fault is taken out: `<fault>.patch` beside this file takes it, and its first line says which. */
export interface FaultDefect {
  readonly name: Fault;
  readonly tests: readonly [Tests, ...Tests[]];
}

const inSpec = (spec: string, ...titles: [string, ...string[]]): Tests => ({ spec, titles });
const embedded = 'libs/bus/src/embedded/embedded-bus.int.spec.ts';
const kafka = 'libs/bus/src/kafka/kafka.int.spec.ts';
/** A case of the bus contract: embedded, and on a real Kafka. */
const onEachBus = (title: string): [Tests, Tests] => [inSpec(embedded, title), inSpec(kafka, title)];
const onKafka = (title: string): [Tests] => [inSpec(kafka, title)];

const store = 'libs/store/src';
const kit = 'libs/connector-kit/src';
const gateway = 'apps/gateway/src';

const defect = (name: Fault, tests: readonly [Tests, ...Tests[]]): FaultDefect => ({ name, tests });

export const defects: readonly FaultDefect[] = [
  defect(
    'poison-event-blocks-its-partition',
    onEachBus('a message that makes its batch fail is isolated by bisection'),
  ),
  defect('no-manual-commit-control', onEachBus('a handler that answers too few verdicts acknowledges nothing by it')),
  defect('rebalance-while-messages-are-in-progress', onKafka('in mid-batch crashes nothing')),
  // On a real Kafka the loop does not always begin when the brokers go: that it is noticed is looked at by itself.
  defect('all-brokers-down', [
    inSpec('libs/bus/src/kafka/spin-guard.unit.spec.ts', 'that turns at once without asking anybody is said once'),
  ]),
  defect(
    'offset-committed-for-what-was-not-handled',
    onEachBus('an offset is never committed for a message that was not handled (Camel 11935)'),
  ),
  defect('offset-reset-to-the-start', onEachBus('a consumer closed and subscribed again goes on where it stopped')),
  defect('dead-letter-place-fails', onEachBus('a message whose quarantine fails is not lost (Dapr #8284)')),
  defect('retry-state-lost-in-a-restart', [
    inSpec(`${kit}/runner/retry-state.int.spec.ts`, 'keeps its count and its time over a restart'),
  ]),
  defect('no-retries-where-a-dead-letter-place-is-set', onEachBus('an outage pauses and resumes')),
  defect('two-schedulers-retry-the-same', [
    inSpec(`${store}/timers/timers.int.spec.ts`, 'nothing fires in a shard that another has taken meanwhile'),
  ]),
  defect('crash-leaves-an-exchange-sending', [
    inSpec(`${kit}/testing/reference.contract.int.spec.ts`, 'a killed process: the next one finds what it began'),
  ]),
  defect('recovery-overwrites-a-success', [
    inSpec(`${gateway}/projection/outcomes.int.spec.ts`, 'takes events twice and out of order'),
  ]),
  defect('timeout-job-is-reentrant', [
    inSpec(`${store}/timers/jobs.int.spec.ts`, 'while a job runs nobody else begins it'),
  ]),
  defect('payer-is-not-told-that-our-commit-failed', [
    inSpec('apps/connectors/src/bank-qr/bank-qr.inbound.int.spec.ts', 'the store is away: not answered'),
  ]),
  defect('lease-of-a-dead-node-never-ends', [
    inSpec(`${store}/leases/shard-leases.int.spec.ts`, 'a silent process loses its shards to another'),
  ]),
  defect('log-service-down-stops-traffic', [
    inSpec('libs/config/src/log-output.unit.spec.ts', 'holds nobody up, and tells what is missing'),
  ]),
  defect('disk-full-while-writing-evidence-hangs', [
    inSpec(`${kit}/inbound/door.int.spec.ts`, 'a store that does not answer is not waited for'),
  ]),
  defect('too-large-is-no-clear-answer', [
    inSpec(`${gateway}/http/bad-input.e2e.spec.ts`, '2 MB is read off and refused'),
  ]),
  defect('half-sent-body', [inSpec(`${gateway}/http/http.e2e.spec.ts`, 'half a body is ended with 408')]),
  defect('slow-writer', [inSpec(`${gateway}/http/http.e2e.spec.ts`, 'so is a body that drips')]),
  defect('extra-line-ends-after-the-headers', [
    inSpec(`${gateway}/http/line-ends.e2e.spec.ts`, 'counted as part of the body'),
  ]),
  defect('huge-malformed-xml', [
    inSpec('apps/connectors/src/reading/xml/xml.unit.spec.ts', 'is quick whatever it gets'),
  ]),
  defect('processor-does-not-resume', [
    inSpec(`${kit}/runner/room/long-outage.int.spec.ts`, 'keeps in memory only those whose turn is near'),
  ]),
  defect('resend-has-another-message-id', [
    inSpec(`${kit}/inbound/telling.int.spec.ts`, 'is told again in the very same words'),
  ]),
];
