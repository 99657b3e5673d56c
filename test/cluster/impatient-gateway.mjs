/** The product's gateway, to which a second of silence about an exchange is a lost record. */
import { openGatewayProcess } from '@lienthong/gateway';
import { readClusterSetup, runClusterProcess } from '@lienthong/process';

const coreSettings = { silenceFirstMillis: 1_000, reannounceEveryMillis: 200 };

void runClusterProcess({
  name: 'gateway',
  port: { name: 'PORT', fallback: 8080 },
  read: () => readClusterSetup(process.env),
  open: (setup) => openGatewayProcess({ ...setup, coreSettings }),
});
