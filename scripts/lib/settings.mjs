import { resolve } from 'node:path';

/** What the scripts read from the environment; everything else is read by the programs themselves. */
export function readSettings(env = process.env) {
  const dataDir = resolve(env.DATA_DIR || '.data');
  const sandboxPort = port('SANDBOX_PORT', env.SANDBOX_PORT, 8091);
  return {
    dataDir,
    sandboxPort,
    sandboxDataDir: resolve(dataDir, 'sandbox'),
  };
}

/** The program reads the API's port itself; a wrong one is refused before anything is installed, built or started. */
export function refuseWrongPort(env = process.env) {
  port('PORT', env.PORT, 8080, 0);
}

export function refuseOnePort(sandboxPort, env = process.env) {
  if (Number(env.PORT || 8080) !== sandboxPort) return;
  throw new Error(`PORT and SANDBOX_PORT are both ${sandboxPort}; set one of them to another port`);
}

function port(name, text, fallback, least = 1) {
  if (text === undefined || text === '') return fallback;
  const number = Number(text);
  if (/^\d{1,5}$/.test(text) && number >= least && number <= 65_535) return number;
  throw new Error(`${name} must be a port from ${least} to 65535, got "${text.slice(0, 40)}"`);
}
