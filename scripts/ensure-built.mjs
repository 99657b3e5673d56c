/** Builds where a source or a setting is other than at the last build; nothing where it is not. */
import { ensureBuilt } from './lib/build.mjs';

try {
  ensureBuilt(() => undefined);
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
