import { spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { node24 } from '../node24.mjs';
import { root } from '../root.mjs';
import { askSandbox, ensureSandbox, makeFolder, stopSandbox } from '../sandbox.mjs';
import { readSettings } from '../settings.mjs';

const startMillis = 60_000;
const patienceMillis = 10_000;
/** A bank that repeats a lost notification after a second instead of a minute. */
const bankSpeed = 60;
/** What would make the demo's own product another one than it is. */
const foreign = ['DATABASE_URL', 'KAFKA_BROKERS', 'LIENTHONG_CONFIG', 'LIENTHONG_MASTER_KEY', 'LISTEN_HOST'];

/** The `npm start` that runs, by the variables that it was started with. */
export async function useRunning(env = process.env) {
  const { dataDir, sandboxPort } = readSettings(env);
  const url = `http://127.0.0.1:${env.PORT || 8080}`;
  const alive = await fetch(`${url}/health/live`, { signal: AbortSignal.timeout(5_000) }).catch(() => undefined);
  if (!alive?.ok) throw new Error(`nothing of ours answers at ${url}: npm start, or leave --running out`);
  const sandbox = await askSandbox(sandboxPort);
  if (sandbox === undefined || sandbox.stranger) throw new Error(`no sandbox of ours answers on port ${sandboxPort}`);
  return { url, sandboxUrl: `http://127.0.0.1:${sandboxPort}`, ...keysIn(dataDir), close: async () => undefined };
}

/** A product and a sandbox in a folder of their own; nothing of either is left after `close`. */
export async function startOwn(signal) {
  const folder = mkdtempSync(join(tmpdir(), 'lienthong-demo-'));
  const dataDir = join(folder, 'data');
  const [port, sandboxPort] = [await freePort(), await freePort()];
  const url = `http://127.0.0.1:${port}`;
  const sandboxUrl = `http://127.0.0.1:${sandboxPort}`;
  const environment = { DATA_DIR: dataDir, PORT: String(port), SANDBOX_URL: sandboxUrl };
  let child;
  const start = async () => {
    child = spawnProduct(folder, { ...process.env, ...environment });
    await ready(child, url, folder, signal);
  };
  const close = async () => {
    await stop(child);
    await stopSandbox(sandboxPort);
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  };
  try {
    makeFolder(dataDir);
    const settings = { dataDir, sandboxPort, sandboxDataDir: join(dataDir, 'sandbox'), callbackBase: url };
    await ensureSandbox(settings, () => undefined);
    await setBank(sandboxUrl);
    await start();
    const kill = async () => {
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
      return child.pid;
    };
    return { url, sandboxUrl, ...keysIn(dataDir), kill, start, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** In a group of its own, as Ctrl-C is ours to pass on; its channel tells it when we are gone. */
function spawnProduct(folder, env) {
  for (const name of foreign) delete env[name];
  const out = openSync(join(folder, 'product.log'), 'a', 0o600);
  const program = join(root, 'apps/embedded/dist/main.js');
  // There, and not in the repository's folder: a configuration that stands there is not the demo's.
  const child = spawn(node24(), [program], { cwd: folder, env, stdio: ['ignore', out, out, 'ipc'], detached: true });
  closeSync(out);
  child.once('error', () => undefined);
  return child;
}

async function ready(child, url, folder, signal) {
  for (const end = performance.now() + startMillis; performance.now() < end; await pause(50)) {
    signal.throwIfAborted();
    if (!isAlive(child)) throw new Error(`the product ended before it was ready: ${lastLines(folder)}`);
    const answer = await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(2_500) }).catch(() => undefined);
    await answer?.body?.cancel();
    if (answer?.ok) return;
  }
  throw new Error(`the product was not ready within ${startMillis / 1000} s: ${lastLines(folder)}`);
}

async function stop(child) {
  if (child === undefined || !isAlive(child)) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const atOnce = setTimeout(() => child.kill('SIGKILL'), patienceMillis);
  await ended;
  clearTimeout(atOnce);
}

async function setBank(sandboxUrl) {
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify({ speed: bankSpeed });
  await fetch(`${sandboxUrl}/bank/settings`, { method: 'PUT', headers, body, signal: AbortSignal.timeout(5_000) });
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

const keysIn = (dataDir) => ({
  clientKey: keyIn(dataDir, 'demo-client.key'),
  operatorKey: keyIn(dataDir, 'demo-operator.key'),
});

function keyIn(dataDir, name) {
  try {
    return readFileSync(join(dataDir, name), 'utf8').trim();
  } catch {
    throw new Error(`${join(dataDir, name)} is not there: the demo needs the keys of an npm start without a file`);
  }
}

const isAlive = (child) => child.exitCode === null && child.signalCode === null && child.pid !== undefined;
const lastLines = (folder) => readFileSync(join(folder, 'product.log'), 'utf8').slice(-1_500);
const pause = (millis) => new Promise((done) => setTimeout(done, millis));
