/** `npm run demo`: one dossier's whole journey in a live timeline, with something that fails on the way where that is asked for. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compareBooks } from './lib/demo/books.mjs';
import { faultOf } from './lib/demo/faults.mjs';
import { follow } from './lib/demo/follow.mjs';
import { callerOf } from './lib/demo/http.mjs';
import { travel } from './lib/demo/journey.mjs';
import { help, readOptions } from './lib/demo/options.mjs';
import { openScreen } from './lib/demo/screen.mjs';
import { root } from './lib/root.mjs';

const { options, refused } = readOptions(process.argv.slice(2));
if (refused !== undefined) {
  console.error(`${refused} npm run demo -- --help tells what there is.`);
  process.exit(2);
}
if (options.help) {
  console.log(help);
  process.exit(0);
}

/** All waits end with it: npm passes one press of Ctrl-C on, the terminal too. */
const stop = new AbortController();
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(name, () => stop.abort(new Error(`stopped by ${name}`)));
// Whoever reads no further (`| head`) wants no more of it: what it has started is ended and removed all the same.
process.stdout.on('error', () => stop.abort(new Error('nobody reads what it says')));

const began = performance.now();
let product;
try {
  product = await open();
  await play(product);
  console.log(
    `\nReturned, and in step everywhere, ${((performance.now() - began) / 1000).toFixed(0)} s after the beginning.`,
  );
  process.exitCode = 0;
} catch (error) {
  process.exitCode = stop.signal.aborted ? 130 : 1;
  console.error(`\ndemo: ${stop.signal.aborted ? stop.signal.reason.message : error.message}`);
} finally {
  await product?.close();
}

async function open() {
  const say = (line) => console.log(`demo: ${line}`);
  const { ensureInstalled } = await import('./lib/install.mjs');
  const { ensureBuilt } = await import('./lib/build.mjs');
  ensureInstalled(say);
  ensureBuilt(say);
  const { startOwn, useRunning } = await import('./lib/demo/product.mjs');
  if (options.running) return useRunning();
  say('starting a product and a sandbox of its own');
  return startOwn(stop.signal);
}

async function play(product) {
  const { signal } = stop;
  const screen = openScreen({ stepwise: options.step, signal });
  const code = `H44.01-DEMO-${Date.now().toString(36).toUpperCase()}`;
  const api = callerOf(product.url, product.clientKey, signal);
  const sandbox = callerOf(product.sandboxUrl, undefined, signal);
  const data = JSON.parse(readFileSync(join(root, 'docs/examples/whole-journey.json'), 'utf8'));
  const scene = { product, api, sandbox, screen, signal, code, data, revision: 0, steps: 0 };
  scene.fault = faultOf(options.fault, scene);
  screen.print(`\nDossier ${screen.bold(code)}; API ${product.url}/docs, sandbox ${product.sandboxUrl}/`);
  scene.timeline = follow(api, code, screen, signal);
  try {
    await compareBooks(scene, await travel(scene));
  } finally {
    await scene.timeline.stop();
    await scene.fault.end().catch(() => undefined);
  }
}
