import { resolve } from 'node:path';

/** What the scripts read from the environment; everything else is read by the programs themselves. */
export function readSettings(env = process.env) {
  const dataDir = resolve(env.DATA_DIR || '.data');
  return {
    dataDir,
    sandboxPort: port('SANDBOX_PORT', env.SANDBOX_PORT, 8091),
    sandboxDataDir: resolve(dataDir, 'sandbox'),
  };
}

function port(name, text, fallback) {
  if (text === undefined || text === '') return fallback;
  const number = Number(text);
  if (Number.isInteger(number) && number >= 1 && number <= 65_535) return number;
  throw new Error(`${name} must be a port from 1 to 65535, got "${text}"`);
}
