import { failureSentence } from './failure-sentence.js';
import { help, readCommand } from './options.js';
import { startSandbox, type Sandbox, type SandboxOptions } from './sandbox.js';

/** The command `node apps/sandbox/dist/main.js`. */
async function main(): Promise<void> {
  const command = readCommand(process.argv.slice(2), process.env);
  if ('help' in command) return console.log(help);
  if ('problem' in command) return fail(command.problem);
  const options: SandboxOptions = {
    ...command.start,
    // A partner that cannot remember must not go on answering.
    onBroken: (error) => {
      fail(`The journal can no longer be written. ${failureSentence(error, command.start)}`);
      process.exit();
    },
  };
  try {
    const sandbox = await startSandbox(options);
    stopOnSignal(sandbox);
    sayReady(sandbox, options);
  } catch (error) {
    fail(failureSentence(error, options));
  }
}

function sayReady({ url, opened }: Sandbox, { dataDir }: SandboxOptions): void {
  if (opened.cutBytes > 0) console.error(`A torn last line of ${opened.cutBytes} bytes was cut off the journal.`);
  console.log(`Sandbox ready: ${url}/ (process ${process.pid}, ${opened.effects} effects in ${dataDir})`);
}

function stopOnSignal(sandbox: Sandbox): void {
  let stopping = false;
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      if (stopping) process.exit(1);
      stopping = true;
      sandbox.close().catch((error: Error) => fail(error.message));
    });
  }
}

function fail(sentence: string): void {
  console.error(`sandbox: ${sentence}`);
  process.exitCode = 1;
}

await main();
