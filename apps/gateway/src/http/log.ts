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
    destination ?? pino.destination(1),
  );

/** What may be told of an error: its kind and where it arose. Its message may hold a value somebody sent. */
export function describeError(error: unknown): { kind: string; code?: string; at?: string[] } {
  if (!(error instanceof Error)) return { kind: typeof error };
  const { code } = error as { code?: unknown };
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return {
    kind: error.name,
    ...(typeof code === 'string' || typeof code === 'number' ? { code: String(code) } : {}),
    at: frames.slice(0, 6).map((line) => line.trim()),
  };
}

/** For `NestFactory.create(…, { logger })`: the framework's own few sentences as log lines. */
export function frameworkLogger(log: Log) {
  const lineOf =
    (level: 'info' | 'warn' | 'error' | 'debug') =>
    (message: unknown, ...rest: unknown[]) => {
      const context = typeof rest.at(-1) === 'string' ? (rest.at(-1) as string) : undefined;
      log[level](
        { framework: context, ...(message instanceof Error ? describeError(message) : {}) },
        sentence(message),
      );
    };
  const debug = lineOf('debug');
  // Start-up chatter of the framework (routes mapped, modules initialised) is of use only to its developers.
  return { log: debug, error: lineOf('error'), warn: lineOf('warn'), debug, verbose: debug, fatal: lineOf('error') };
}

const sentence = (message: unknown): string =>
  message instanceof Error ? 'framework error' : typeof message === 'string' ? message : 'framework message';
