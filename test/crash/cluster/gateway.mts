/** A gateway of the cluster under test, with the reference partner's plan beside the portal's. Started with `--import preload.mjs`. */
import { openGatewayProcess } from '@lienthong/gateway';
import { referencePlan } from '../reference-plan.mts';
import { live, readSetup } from '../../proof/cluster/setup.mts';

await live(await openGatewayProcess({ ...readSetup(), morePlans: [referencePlan] }));
