/** Both sides in one process, with the sandbox's hub alone. */
import { given, serve } from '../proof/serve.mts';
import { proofConfig } from './setup.mts';

await serve(proofConfig(given('CRASH_DATA_DIR'), given('CRASH_SANDBOX_URL')));
