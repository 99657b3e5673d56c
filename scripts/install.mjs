/** Installs the packages of the lock where they are missing or of another lock; says so, or says that nothing was to do. */
import { ensureInstalled } from './lib/install.mjs';

try {
  if (!ensureInstalled((line) => console.log(`install: ${line}`))) console.log('install: nothing to do');
} catch (error) {
  console.error(`install: ${error.message}`);
  process.exitCode = 1;
}
