import type { Point } from '@lienthong/contracts';
import type { Role } from './member.mts';

const both: readonly Role[] = ['gateway', 'connectors'];

/** Whose processes reach a point. Kafka itself appends; our own log's point is for the embedded mode. */
const rolesOf: Readonly<Record<Point, readonly Role[]>> = {
  'intake.committed': ['gateway'],
  'intake.answered': ['gateway'],
  'relay.beforePublish': both,
  'relay.published': both,
  'relay.cursorSaved': both,
  'bus.appended': [],
  'consumer.beforeCommit': ['connectors'],
  'consumer.committed': ['connectors'],
  'consumer.offsetSaved': both,
  'runner.picked': ['connectors'],
  'runner.attemptStored': ['connectors'],
  'transport.beforeFirstByte': ['connectors'],
  'transport.leaseChecked': ['connectors'],
  'transport.firstByte': ['connectors'],
  'transport.answered': ['connectors'],
  'outcome.beforeCommit': ['connectors'],
  'outcome.committed': ['connectors'],
  'journey.committed': ['gateway'],
  'takeover.begun': ['connectors'],
  'takeover.waited': ['connectors'],
  'callback.stored': ['connectors'],
  'callback.answered': ['connectors'],
};

export const rolesAt = (point: string): readonly Role[] => rolesOf[point as Point];

/** Where a connectors process that stands still past its lease leaves something half done. */
export const pointsOfConnectors = [
  'runner.attemptStored',
  'transport.firstByte',
  'transport.answered',
  'outcome.beforeCommit',
];
