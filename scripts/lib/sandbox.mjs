import { spawn } from 'node:child_process';
import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  realpathSync,
  statSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { node24 } from './node24.mjs';
import { root } from './root.mjs';

export const sandboxProgram = 'apps/sandbox/dist/main.js';
const product = 'lienthong-sandbox';
const startMillis = 15_000;

/** What answers on the sandbox's port: `undefined` nothing, else its health (of our product) or the fact that it is a stranger. */
export async function askSandbox(port) {
  let response;
  try {
    response = await fetch(urlOf(port, '/health'), { signal: AbortSignal.timeout(2_000), redirect: 'manual' });
  } catch (error) {
    return error.cause?.code === 'ECONNREFUSED' ? undefined : { stranger: true };
  }
  const health = await response.json().catch(() => undefined);
  return health?.product === product ? health : { stranger: true };
}

/**
 * The sandbox of this data folder: the one that still runs, else a new one that outlives us. Resolves to whether it is new.
 * Its providers and payment platform then call `callbackBase`, wherever they called before.
 */
export async function ensureSandbox({ callbackBase, ...settings }, say) {
  const isNew = await startOrAdopt(settings, say);
  if (callbackBase !== undefined) await tellWhereToCall(settings.sandboxPort, callbackBase, say);
  return isNew;
}

/** Its providers and payment platform call this address from now on, wherever they called before. */
export async function tellWhereToCall(port, callbackBase, say) {
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify({ callbackBase });
  const signal = AbortSignal.timeout(5_000);
  const answer = await fetch(urlOf(port, '/bank/settings'), { method: 'PUT', headers, body, signal }).catch(
    () => undefined,
  );
  if (!answer?.ok)
    say(`the sandbox was not told that its partners call ${callbackBase}: ${answer?.status ?? 'no answer'}`);
}

/** Where the partners' calls reach us on this machine; undefined where the port is not known before the start. */
export function callbackBaseOn(portVariable, standard, env = process.env) {
  if (env.SANDBOX_CALLBACK_BASE) return env.SANDBOX_CALLBACK_BASE;
  const port = Number(env[portVariable] || standard);
  return port > 0 ? `http://127.0.0.1:${port}` : undefined;
}

async function startOrAdopt({ sandboxPort: port, sandboxDataDir, dataDir }, say) {
  const there = await askSandbox(port);
  if (there !== undefined) return adopt(there, port, sandboxDataDir, say);
  if (!existsSync(join(root, sandboxProgram))) throw new Error(`${sandboxProgram} is missing: npm run build`);
  makeFolder(dataDir);
  const log = join(dataDir, 'sandbox.log');
  const out = openSync(log, 'a', 0o600);
  // Detached: a killed gateway must leave the partners alive, as it would the real ones.
  const child = spawn(node24(), [sandboxProgram, '--port', String(port), '--data', sandboxDataDir], {
    cwd: root,
    stdio: ['ignore', out, out],
    detached: true,
  });
  closeSync(out);
  child.unref();
  let ended;
  child.once('exit', (code, signal) => (ended = code ?? signal));
  child.once('error', (error) => (ended = error.message));
  for (const until = Date.now() + startMillis; Date.now() < until; await pause(25)) {
    if (ended !== undefined) throw new Error(`the sandbox did not start (${ended}): ${lastLine(log)}`);
    const health = await askSandbox(port);
    if (health?.pid === child.pid) {
      say(`sandbox started: process ${child.pid}, ${urlOf(port, '')}, log ${log}`);
      return true;
    }
  }
  process.kill(child.pid, 'SIGKILL');
  throw new Error(`the sandbox did not answer within ${startMillis / 1000} s: see ${log}`);
}

function adopt(health, port, wanted, say) {
  if (health.stranger) {
    throw new Error(`port ${port} is taken by something that is no sandbox of ours; set SANDBOX_PORT to a free one`);
  }
  if (real(health.dataDir) !== real(wanted)) {
    throw new Error(
      `the sandbox on port ${port} (process ${health.pid}) keeps its data in ${health.dataDir}, not in ${wanted}; ` +
        'end it with npm run stop:sandbox, or set SANDBOX_PORT to another port',
    );
  }
  say(`sandbox still running: process ${health.pid}, ${urlOf(port, '')}`);
  return false;
}

/** Ends the sandbox on this port; resolves to a sentence about what was done. */
export async function stopSandbox(port) {
  const health = await askSandbox(port);
  if (health === undefined) return `No sandbox runs on port ${port}.`;
  if (health.stranger) throw new Error(`what answers on port ${port} is no sandbox of ours; it was left alone`);
  process.kill(health.pid, 'SIGTERM');
  for (const until = Date.now() + 10_000; Date.now() < until; await pause(25)) {
    if (!alive(health.pid))
      return `The sandbox (process ${health.pid}) has ended; its journal is in ${health.dataDir}.`;
  }
  throw new Error(`the sandbox (process ${health.pid}) has not ended within 10 s`);
}

/** Makes a folder for our eyes only; where the system will not, the sentence says which and why. */
export function makeFolder(folder) {
  try {
    makeWithParents(folder);
    if (!statSync(folder).isDirectory()) throw Object.assign(new Error('no folder'), { code: 'ENOTDIR' });
    accessSync(folder, constants.W_OK);
  } catch (error) {
    throw new Error(`the data folder ${folder} cannot be written (${error.code}); set DATA_DIR to one that can`);
  }
}

/** Node's own recursive mkdir never ends where a system answers ENOENT below a folder that exists (/proc does). */
function makeWithParents(folder) {
  if (existsSync(folder)) return;
  if (!existsSync(dirname(folder))) makeWithParents(dirname(folder));
  mkdirSync(folder, { mode: 0o700 });
}

const urlOf = (port, path) => `http://127.0.0.1:${port}${path}`;
const real = (folder) => (existsSync(folder) ? realpathSync(folder) : resolve(folder));
const pause = (millis) => new Promise((done) => setTimeout(done, millis));
const lastLine = (file) => readFileSync(file, 'utf8').trim().split('\n').at(-1) || 'it said nothing';

function alive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
