import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { AttemptHttp, Connector, Outcome, Transport } from '@lienthong/connector-kit';
import type { StatusPush } from '@lienthong/contracts';
import { readEmcConfig, type EmcConfig } from '../../emc/emc.config.js';
import { createEmcConnector } from '../../emc/emc.connector.js';

const folder = resolve('test/contract/emc');

export const goldenOfEmc = (name: string): string => readFileSync(join(folder, name), 'utf8');

export interface GoldenPush {
  readonly situation: string;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly request: string;
  readonly input: string;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly status: number;
  readonly response: string;
}
export const goldenPushes = JSON.parse(goldenOfEmc('situations.json')) as GoldenPush[];

/** What the golden README fixes. */
const goldenSlice = {
  baseUrl: 'https://emc.example/emc',
  siteId: 1,
  sites: { 'H99.02': 2 },
  user: { location: '99' },
};

/** A checked configuration of the golden values, changed where a test says so. */
export function emcConfigOf(changes: Record<string, unknown> = {}): EmcConfig {
  const read = readEmcConfig({ ...goldenSlice, ...changes });
  if (!read.ok) throw new Error(JSON.stringify(read.faults));
  return read.config;
}

const noTransport: Transport = {
  request: () => Promise.reject(new Error('unit tests speak through the attempt')),
  close: () => Promise.resolve(),
};

export const emcOf = (changes: Record<string, unknown> = {}): Connector =>
  createEmcConnector(emcConfigOf(changes), { transport: noTransport });

export const goldenPush = (changes: Partial<StatusPush> = {}, file = 'push.input.json'): StatusPush => ({
  ...(JSON.parse(goldenOfEmc(file)) as StatusPush),
  ...changes,
});

export interface PushAttempt {
  /** To the configuration. */
  readonly changes?: Record<string, unknown>;
  readonly payload?: unknown;
}

/** One attempt, its payload parsed as the kit does it. */
export function attemptPush(
  http: AttemptHttp,
  { changes, payload = goldenPush() }: PushAttempt = {},
): Promise<Outcome> {
  const declared = emcOf(changes).operations['pushStatus']!;
  const item = { exchange: 'x-1', subject: 'dossier', number: 1, attempt: 1 };
  const parsed = declared.parse(payload) as unknown;
  const signal = new AbortController().signal;
  const now = new Date('2025-07-01T02:00:00Z');
  return declared.send({ items: [{ ...item, payload: parsed as never }], http, signal, now });
}
