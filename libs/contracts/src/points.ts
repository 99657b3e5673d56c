import { channel } from 'node:diagnostics_channel';

/**
 * The instants at which a killed process would leave the most interesting remains. Product code only *says* that it
 * reached one (a diagnostics channel, nothing happens without a subscriber); the crash run's preload module acts.
 */
export const points = [
  'intake.committed',
  'intake.answered',
  'relay.beforePublish',
  'relay.published',
  'relay.cursorSaved',
  'bus.appended',
  'consumer.beforeCommit',
  'consumer.committed',
  'consumer.offsetSaved',
  'runner.picked',
  'runner.attemptStored',
  'transport.beforeFirstByte',
  /** Lease and hard deadline have been found good; the first byte is written in the same turn. */
  'transport.leaseChecked',
  'transport.firstByte',
  'transport.answered',
  'outcome.beforeCommit',
  'outcome.committed',
  'journey.committed',
  'takeover.begun',
  'takeover.waited',
] as const;
/** Of partners' calls that tell of money; no dossier alone reaches them, so that the money proof is what tries them. */
export const callbackPoints = [
  /** What was told is stored, and who told it has no answer yet: it comes again. */
  'callback.stored',
  /** The answer has left: it will not come again, and nothing of it need be on the bus yet. */
  'callback.answered',
] as const;
export type Point = (typeof points)[number] | (typeof callbackPoints)[number];

const channels = Object.fromEntries(
  [...points, ...callbackPoints].map((point) => [point, channel(`lienthong:${point}`)]),
) as Record<Point, ReturnType<typeof channel>>;

/** Says that the named point has been reached; costs a property read when nobody listens. */
export function reached(point: Point, detail?: unknown): void {
  const target = channels[point];
  if (target.hasSubscribers) target.publish(detail);
}
