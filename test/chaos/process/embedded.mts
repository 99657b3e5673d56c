/** Both sides in one process, and an echo on the bus inside it. */
import { given, serve } from '../../proof/serve.mts';
import { chaosConfig } from '../config.mts';
import { startEcho } from '../echo.mts';
import { chaosPlan, referenceConnector } from './reference.mts';

const config = chaosConfig(given('CRASH_DATA_DIR'), given('CRASH_SANDBOX_URL'));
await serve(config, {
  morePartners: [{ connector: referenceConnector(given('CRASH_REFERENCE_URL')), plan: chaosPlan }],
  onOpen: ({ bus }) => startEcho(bus, { calm: given('CHAOS_CALM'), log: given('CHAOS_ECHO') }),
});
