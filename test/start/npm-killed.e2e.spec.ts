import { spawn } from 'node:child_process';
import { fileURLToPath, pathToFileURL } from 'node:url';

const foreground = pathToFileURL(fileURLToPath(new URL('../../scripts/lib/foreground.mjs', import.meta.url))).href;
const product = `process.on('SIGTERM', () => { console.log('stopped in order'); process.exit(0); });
  setInterval(() => 0, 1000); process.send('ready');`;
const starter = `const { runInFront } = await import(${JSON.stringify(foreground)});
  await runInFront(['-e', ${JSON.stringify(product)}], process.env, () => console.log('ready'));`;
/** As npm does: it starts the starter, and waits. */
const npm = `require('node:child_process').spawn(process.execPath, ['--input-type=module', '-e', ${JSON.stringify(starter)}],
  { stdio: 'inherit', env: { ...process.env, npm_lifecycle_event: 'start' } }); setInterval(() => 0, 1000);`;

it('what npm started stops in order when npm is killed: no key press reaches it any more', async () => {
  const child = spawn(process.execPath, ['-e', npm], { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  const ended = new Promise<void>((resolve) => child.stdout.once('close', resolve));
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  child.stdout.on('data', (chunk: Buffer) => {
    said += chunk.toString();
    if (said.includes('ready')) child.kill('SIGKILL');
  });
  await ended;
  expect(said).toContain('npm has ended');
  expect(said).toContain('stopped in order');
}, 30_000);
