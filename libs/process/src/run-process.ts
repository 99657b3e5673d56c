import { OptionsRefused } from './refusal.js';
import { sentencesFor, type PortVariable } from './sentence-for.js';

/**
 * Runs the start of a process to its end. What a person can mend is told in a sentence on standard error and ends with exit
 * code 1, with 2 where it is the options of a command; anything else shows itself whole, with code 1.
 */
export async function runProcess(start: () => Promise<void>, port?: PortVariable): Promise<void> {
  try {
    await start();
  } catch (error) {
    for (const line of sentencesFor(error, process.env, port) ?? [error]) console.error(line);
    process.exit(error instanceof OptionsRefused ? 2 : 1);
  }
}
