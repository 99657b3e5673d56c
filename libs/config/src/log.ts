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
