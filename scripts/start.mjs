/**
 * `npm start`: gateway and connectors in one process, the sandbox beside it.
 * Runs on any Node from 20.19 with nothing installed: only Node's own modules here.
 */
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`LienThong needs Node 20.19 or newer to start, this is ${process.versions.node}.`);
  process.exit(1);
}
if (!['linux', 'darwin', 'win32'].includes(process.platform)) {
  console.error(`LienThong has not been tried on ${process.platform}; it runs on Linux.`);
  process.exit(1);
}

const help = `npm start [-- --no-sandbox]

Starts gateway and connectors in one process (store and bus inside), and the sandbox, stand-ins of the partners, as a
process of its own that outlives it. Installs and builds first where that is needed. Ctrl-C stops in order, a second
one at once; the sandbox goes on until npm run stop:sandbox.

  --no-sandbox           start no sandbox (the partners are elsewhere: see LIENTHONG_CONFIG)
  --help                 this text

Environment
  PORT                   the unified API, 8080
  LISTEN_HOST            address to listen on; 127.0.0.1, this machine alone
  DATA_DIR               store, keys, logs, sandbox journal; .data
  SANDBOX_PORT           the sandbox, 8091
  LIENTHONG_CONFIG       configuration file, config/lienthong.yaml; without one: demo settings and the sandbox
  LIENTHONG_MASTER_KEY   key that seals personal values, or file:<path>; without one it is made in DATA_DIR
  LOG_LEVEL              info`;

const options = process.argv.slice(2);
const strange = options.filter((option) => !['--help', '-h', '--no-sandbox'].includes(option));
if (strange.length > 0) {
  console.error(`No such option: ${strange.join(' ')}. npm start -- --help lists them.`);
  process.exit(2);
}
if (options.includes('--help') || options.includes('-h')) {
  console.log(help);
  process.exit(0);
}

/** Each of the process's threads keeps up to three times as many megabytes of what hardly lives; more of them bought no speed. */
const youngGeneration = '--max-semi-space-size=8';

const say = (line) => console.log(`start: ${line}`);
try {
  const { ensureInstalled } = await import('./lib/install.mjs');
  const { ensureBuilt } = await import('./lib/build.mjs');
  const { readSettings, refuseOnePort, refuseWrongPort } = await import('./lib/settings.mjs');
  const { callbackBaseOn, ensureSandbox, makeFolder, stopSandbox, tellWhereToCall } = await import('./lib/sandbox.mjs');
  const { runInFront } = await import('./lib/foreground.mjs');

  refuseWrongPort();
  const settings = readSettings();
  const hasSandbox = !options.includes('--no-sandbox');
  if (hasSandbox) refuseOnePort(settings.sandboxPort);
  ensureInstalled(say);
  ensureBuilt(say);
  makeFolder(settings.dataDir);
  // Before the sandbox: that of the product which has the folder would be in the way, whatever the ports.
  const { refuseFolderInUse } = await import('../libs/store/dist/pglite/folder-lock.js');
  await refuseFolderInUse(settings.dataDir);
  const env = { ...process.env, DATA_DIR: settings.dataDir };
  let newSandbox = false;
  if (hasSandbox) {
    newSandbox = await ensureSandbox(settings, say);
    env.SANDBOX_URL = `http://127.0.0.1:${settings.sandboxPort}`;
  }
  let ready = false;
  // Not before: the sandbox may be that of a product that runs, and this start be refused.
  const onReady = () => {
    ready = true;
    const callbackBase = callbackBaseOn('PORT', 8080);
    if (hasSandbox && callbackBase) void tellWhereToCall(settings.sandboxPort, callbackBase, say);
  };
  process.exitCode = await runInFront([youngGeneration, 'apps/embedded/dist/main.js'], env, onReady);
  // Refused to start: the sandbox was for it, and nobody knows of it.
  if (process.exitCode === 1 && !ready && newSandbox) await stopSandbox(settings.sandboxPort);
} catch (error) {
  console.error(`start: ${error.message}`);
  process.exitCode = 1;
}
