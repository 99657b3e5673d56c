import type { AttemptHttp, Connector, Outcome, Transport, WorkItem } from '@lienthong/connector-kit';
import { createDvcPortalConnector, type DvcPortalParts } from '../../dvc-portal/dvc-portal.connector.js';
import { readDvcPortalConfig, type DvcPortalConfig } from '../../dvc-portal/dvc-portal.config.js';
import { goldenConfig } from './golden.js';

/** A checked configuration of the golden values, changed where a test says so. */
export function configOf(changes: Record<string, unknown> = {}): DvcPortalConfig {
  const read = readDvcPortalConfig({ ...goldenConfig, ...changes });
  if (!read.ok) throw new Error(JSON.stringify(read.faults));
  return read.config;
}

const noTransport: Transport = {
  request: () => Promise.reject(new Error('unit tests speak through the attempt')),
  close: () => Promise.resolve(),
};

export const portalOf = (changes: Record<string, unknown> = {}, parts: Partial<DvcPortalParts> = {}): Connector =>
  createDvcPortalConnector(configOf(changes), { transport: noTransport, ...parts });

const itemOf = (payload: unknown, index: number, doneBefore: boolean): WorkItem<unknown> => ({
  exchange: `x-${index}`,
  subject: 'dossier',
  number: index + 1,
  attempt: 1,
  doneBefore,
  payload,
});

export const now = new Date('2025-07-01T02:00:00Z');

/** One attempt of an operation, its payloads parsed as the kit does it. */
export function attempt(
  portal: Connector,
  operation: 'syncDossier' | 'addProgress' | 'tellStatus' | 'lookUpDossier',
  payloads: readonly unknown[],
  http: AttemptHttp,
  { signal = new AbortController().signal, doneBefore = false } = {},
): Promise<Outcome> {
  const declared = portal.operations[operation]!;
  const [first, ...rest] = payloads.map((payload, index) => itemOf(declared.parse(payload), index, doneBefore));
  return declared.send({ items: [first!, ...rest], http, signal, now });
}
