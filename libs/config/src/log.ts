import { pino, type DestinationStream, type Logger } from 'pino';
import { LogOutput } from './log-output.js';

export type Log = Logger;

/** Structured log: a fixed sentence and fields. No bodies, query strings, keys or personal values ever go in. */
export const createLog = (level: string, destination?: DestinationStream): Log =>
  pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    destination ?? ofProcess(),
  );

let output: LogOutput | undefined;

/** One for all logs of this process: their lines do not mix. */
function ofProcess(): LogOutput {
  if (output) return output;
  const opened = (output = new LogOutput());
  process.once('exit', () => opened.writeLast());
  return opened;
}
