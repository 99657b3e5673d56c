import { pino, type DestinationStream, type Logger } from 'pino';

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
    destination ?? gatheringOutput(),
  );

/** How long lines that nobody waits for may gather, milliseconds. */
const gatherMillis = 100;
const gatherBytes = 8 * 1024;
const isUnhurried = (line: string): boolean => /^{"level":"(?:info|debug|trace)"/.test(line);

/** Standard output, where a line per request would be a system call per request; warnings and errors go at once, with what is before them. */
function gatheringOutput(): DestinationStream {
  const out = pino.destination({ dest: 1, sync: true, minLength: gatherBytes });
  let timer: NodeJS.Timeout | undefined;
  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    out.flushSync();
  };
  return {
    write: (line) => {
      out.write(line);
      if (!isUnhurried(line)) flush();
      else timer ??= setTimeout(flush, gatherMillis).unref();
    },
  };
}
