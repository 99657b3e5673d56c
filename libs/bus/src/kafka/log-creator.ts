import { logLevel, type logCreator } from 'kafkajs';
import type { KafkaLogEntry } from './options.js';

/** What belongs to running: rebalances, coordinators that load or move, brokers that come and go and are tried again. */
const ordinary =
  /rebalanc|re-joining|not aware of this member|coordinator|not the leader|no leader|leadership election|Failed to connect|Connection (error|timeout)|Closed connection|Failed to send messages|Restarting the consumer|resetting to default offset|does not host this topic|disconnect|Not connected/i;

/** Only these: other fields can quote what a record holds. */
const safeFields = [
  'broker',
  'clientId',
  'groupId',
  'topic',
  'partition',
  'retryCount',
  'retryTime',
  'nodeId',
] as const;

const levels: Readonly<Record<number, KafkaLogEntry['level']>> = {
  [logLevel.ERROR]: 'error',
  [logLevel.WARN]: 'warn',
  [logLevel.INFO]: 'info',
  [logLevel.DEBUG]: 'debug',
};

/** What may be passed on of what the library logs, at the level that it deserves. */
export function entryOf(level: number, log: Readonly<Record<string, unknown>>): KafkaLogEntry {
  const message = String(log.message).split('\n')[0]?.slice(0, 300) ?? '';
  const said = levels[level] ?? 'debug';
  const text = `${message} ${typeof log.error === 'string' ? log.error : ''}`;
  const deserved = (said === 'error' || said === 'warn') && ordinary.test(text) ? 'info' : said;
  const fields = Object.fromEntries(
    safeFields.flatMap((name): [string, string | number][] => {
      const value = log[name];
      return typeof value === 'string' || typeof value === 'number' ? [[name, value]] : [];
    }),
  );
  return { level: deserved, message, fields };
}

export const logTo =
  (onLog: ((entry: KafkaLogEntry) => void) | undefined): logCreator =>
  () =>
  ({ level, log }) =>
    onLog?.(entryOf(level, log));
