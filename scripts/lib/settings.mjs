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

/** The API's port is read by the program itself; here only whether the sandbox wants the same. */
export function refuseOnePort(sandboxPort, env = process.env) {
  if (Number(env.PORT || 8080) !== sandboxPort) return;
  throw new Error(`PORT and SANDBOX_PORT are both ${sandboxPort}; set one of them to another port`);
}

function port(name, text, fallback) {
  if (text === undefined || text === '') return fallback;
  const number = Number(text);
  if (Number.isInteger(number) && number >= 1 && number <= 65_535) return number;
  throw new Error(`${name} must be a port from 1 to 65535, got "${text}"`);
}
