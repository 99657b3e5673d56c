import type { Log } from '@lienthong/config';
import { describeError } from '@lienthong/contracts';

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
