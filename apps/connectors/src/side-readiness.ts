import type { ConnectorsSide } from '@lienthong/connector-kit';
import { readinessOf, type Readiness, type ReadinessParts } from '@lienthong/process';

/** Age of the oldest unpublished outcome beyond which the process is not ready. */
const lagLimitMillis = 30_000;

/** How a side stands with what it commits and publishes. */
export interface SideStanding {
  stats(): Pick<ReturnType<ConnectorsSide['stats']>, 'outbox' | 'trouble'>;
}

/** What keeps the connectors' side of this process from its work: its database, the bus, its commits, outcomes that wait. */
export const sideReadiness =
  ({ store, bus, blobs }: Pick<ReadinessParts, 'store' | 'bus' | 'blobs'>, side: SideStanding): Readiness =>
  () => {
    const lag = () => side.stats().outbox;
    const trouble = () => side.stats().trouble;
    return readinessOf({ ...{ store, bus, blobs, trouble, lag, lagLimitMillis }, side: 'connectors' });
  };
