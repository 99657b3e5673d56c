import { sideReadiness, type SideStanding } from '@lienthong/connectors';
import type { Readiness } from '@lienthong/process';
import type { Embedded } from './embedded.js';

export interface ReadinessSources extends Pick<Embedded, 'store' | 'bus'> {
  readonly core: Pick<Embedded['core'], 'readiness'>;
  readonly side: SideStanding;
}

/** Ready when both sides are. What both say (of the one database, of the one bus) is said once. */
export function embeddedReadiness({ store, bus, core, side }: ReadinessSources): Readiness {
  const connectors = sideReadiness({ store, bus }, side);
  return async () => {
    const faults = (await Promise.all([core.readiness(), connectors()])).flat();
    return faults.filter(
      (fault, index) => faults.findIndex(({ what, why }) => what === fault.what && why === fault.why) === index,
    );
  };
}
