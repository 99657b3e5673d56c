import type { ConnectorsSide } from '@lienthong/connector-kit';
import { outboxGauges, retentionGauges, type GaugeReading } from '@lienthong/process';

/** Levels of the connectors' side in this process, for `/metrics`. */
export async function sideGauges(
  side: Pick<ConnectorsSide, 'stats' | 'partners' | 'retention' | 'inbound' | 'unacknowledged'>,
): Promise<readonly GaugeReading[]> {
  const runner = side.stats();
  const partners = await side.partners();
  return [
    { name: 'exchanges_open', help: 'Exchanges in the shards of this process that have not ended', value: runner.open },
    { name: 'exchanges_ready', help: 'Lanes that could go now and wait for a partner', value: runner.ready },
    { name: 'calls_in_flight', help: 'Turns of lanes under way with partners', value: runner.inFlight },
    { name: 'breakers_open', help: 'Operations that are held back after failures', value: runner.breakersOpen.length },
    {
      name: 'stray_calls',
      help: 'Calls since the start that their lease did not cover any more: a second effect is possible',
      value: runner.strayCalls,
    },
    { name: 'shards_owned', help: 'Shards that this process owns', value: runner.shards },
    ...partners.map(({ partner, state }) => ({
      name: 'partner_up',
      help: '1 if the partner answers its health question',
      labels: { partner },
      value: state === 'up' ? 1 : 0,
    })),
    ...side.inbound.counts().map(({ value, ...labels }) => ({
      name: 'callbacks_since_start',
      help: 'What came of what partners told this process: stored, repeated, refused, aside, notTaken, cutShort',
      labels,
      value,
    })),
    ...unacknowledgedGauges(side.unacknowledged()),
    ...outboxGauges('connectors', runner.outbox),
    ...retentionGauges('connectors', side.retention.removed()),
  ];
}

/** Of the one process that tells again. */
function unacknowledgedGauges(found: ReturnType<ConnectorsSide['unacknowledged']>): readonly GaugeReading[] {
  if (!found) return [];
  const help = 'Facts of partners that the gateway was told and has not acknowledged, for longer than this';
  const reading = (longer: string, value: number) => ({
    name: 'facts_unacknowledged',
    help,
    labels: { longer },
    value,
  });
  return [reading('1m', found.facts), reading('1d', found.forADay)];
}
