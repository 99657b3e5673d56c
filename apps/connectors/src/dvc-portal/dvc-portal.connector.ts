import { idempotent, repeatable, type Connector, type Transport } from '@lienthong/connector-kit';
import { operations } from '@lienthong/contracts';
import { DvcPortalClient } from './dvc-portal.client.js';
import type { DvcPortalConfig } from './dvc-portal.config.js';
import { askHealth } from './dvc-portal.health.js';
import { KnownDossiers } from './dvc-portal.known.js';
import { dvcPersonalFields, type DvcMappingSettings } from './dvc-portal.mapping.js';
import { parseProgress, parseSnapshot } from './dvc-portal.payload.js';
import { progress } from './dvc-portal.progress.js';
import { sync } from './dvc-portal.sync.js';

const lanes = operations['dvc-portal'];

export interface DvcPortalParts {
  readonly transport: Transport;
  readonly now?: () => Date;
}

/** The national public service portal, dialect A, dossiers and progress outwards (README.md beside this file). */
export function createDvcPortalConnector(config: DvcPortalConfig, parts: DvcPortalParts): Connector {
  const { transport, now = () => new Date() } = parts;
  const mapping: DvcMappingSettings = {
    tables: config.tables,
    lengths: config.lengths,
  };
  const client = new DvcPortalClient(config, now);
  const known = new KnownDossiers(config.remembered);

  return {
    partner: 'dvc-portal',
    owner: config.owner,
    contractVersion: 'A-2025',
    operations: {
      syncDossier: idempotent({
        lane: lanes.syncDossier.lane,
        recognisedBy: 'MaHoSo; a second create is answered "already exists" and goes on as an update',
        parse: parseSnapshot,
        hardDeadlineMs: config.deadlines.sync.hardMs,
        settlingMs: config.deadlines.sync.settlingMs,
        send: (call) => sync({ config, client, known, mapping }, call),
      }),
      addProgress: repeatable({
        lane: lanes.addProgress.lane,
        harm: 'the same processing step may stand twice in the progress shown to the citizen; it says nothing false',
        onDoubt: config.progress.onDoubt,
        batch: config.progress.chunk,
        parse: parseProgress,
        hardDeadlineMs: config.deadlines.progress.hardMs,
        settlingMs: config.deadlines.progress.settlingMs,
        send: (call) => progress({ config, client, mapping }, call),
      }),
    },
    limits: config.limits,
    transport,
    personalFields: dvcPersonalFields,
    health: (http) => askHealth(config, client, http),
  };
}
