import {
  idempotent,
  repeatable,
  resolvable,
  type AnyOperation,
  type Connector,
  type SendCall,
  type Transport,
} from '@lienthong/connector-kit';
import { fileLimits, type Blobs } from '@lienthong/blobs';
import { operations, type PortalLookUp, type PortalStatus, type ProgressPayload } from '@lienthong/contracts';
import type { FileLinks, FileReceiver } from '../files/file-links.js';
import { DvcPortalClient } from './dvc-portal.client.js';
import type { DvcFiles, DvcPortalConfig } from './dvc-portal.config.js';
import { askHealth } from './dvc-portal.health.js';
import { KnownDossiers } from './dvc-portal.known.js';
import { dvcPersonalFields, type DvcMappingSettings } from './dvc-portal.mapping.js';
import { askForDossier } from './dvc-portal.look-up.js';
import { parseLookUp, parseProgress, parseSnapshot, parseStatus } from './dvc-portal.payload.js';
import { askAboutProgress } from './dvc-portal.progress-question.js';
import { progress, type ProgressParts } from './dvc-portal.progress.js';
import { status } from './dvc-portal.status.js';
import { submissionRoute } from './dvc-portal.submission.js';
import { sync } from './dvc-portal.sync.js';

const lanes = operations['dvc-portal'];

export interface DvcPortalParts {
  readonly transport: Transport;
  /** Where files of dossiers lie, for both sides. */
  readonly blobs?: Blobs | undefined;
  /** What makes links to files. */
  readonly links?: Pick<FileLinks, 'receiver'> | undefined;
  /** Types of files that are taken; without it all whose content can be told. */
  readonly contentTypes?: readonly string[] | undefined;
  readonly now?: () => Date;
}

/** The national public service portal, dialect A: dossiers, progress and status outwards, what citizens submit inwards (README.md beside this file). */
export function createDvcPortalConnector(config: DvcPortalConfig, parts: DvcPortalParts): Connector {
  const { transport, blobs, links, contentTypes, now = () => new Date() } = parts;
  const mapping: DvcMappingSettings = {
    tables: config.tables,
    lengths: config.lengths,
    linkTo: config.files && links?.receiver(receiverOf(config.files)),
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
      addProgress: progressOperation({ config, client, mapping }),
      tellStatus: repeatable<PortalStatus>({
        lane: lanes.tellStatus.lane,
        harm: 'the portal hears of a status twice; it states the present one, and says nothing false',
        onDoubt: config.status.onDoubt,
        parse: parseStatus,
        hardDeadlineMs: config.deadlines.status.hardMs,
        settlingMs: config.deadlines.status.settlingMs,
        send: (call) => status({ config, client, mapping }, call),
      }),
      lookUpDossier: repeatable<PortalLookUp>({
        lane: lanes.lookUpDossier.lane,
        harm: 'none: the portal is asked once more what it holds',
        onDoubt: 'repeat',
        parse: parseLookUp,
        hardDeadlineMs: config.deadlines.status.hardMs,
        settlingMs: config.deadlines.status.settlingMs,
        send: (call) => askForDossier({ config, client, known }, call),
      }),
    },
    inbound: config.inbound.accounts.map((account) =>
      submissionRoute(
        {
          inbound: config.inbound,
          tables: config.tables,
          blobs,
          limits: fileLimits(config.inbound.maxFileBytes, contentTypes),
        },
        account,
      ),
    ),
    limits: config.limits,
    transport,
    personalFields: dvcPersonalFields,
    health: (http) => askHealth(config, client, http),
  };
}

/** Where the portal's look-up lists steps, a step of unknown fate is asked about; no other portal can be asked. */
function progressOperation(parts: ProgressParts): AnyOperation {
  const { resolve, onDoubt, chunk } = parts.config.progress;
  const { hardMs, settlingMs } = parts.config.deadlines.progress;
  const { lane } = lanes.addProgress;
  const common = {
    ...{ lane, parse: parseProgress, hardDeadlineMs: hardMs, settlingMs },
    send: (call: SendCall<ProgressPayload>) => progress(parts, call),
  };
  if (!resolve) {
    return repeatable<ProgressPayload>({
      ...common,
      harm: 'the same processing step may stand twice in the progress shown to the citizen; it says nothing false',
      onDoubt,
      batch: chunk,
    });
  }
  return resolvable<ProgressPayload, 'both'>({
    ...common,
    proves: 'both',
    maxQuestions: resolve.maxQuestions,
    resolve: (call) => askAboutProgress(parts, resolve, call),
  });
}

const day = 24 * 3_600_000;

const receiverOf = ({ baseUrl, linkDays, secrets, secretHeader }: DvcFiles): FileReceiver => ({
  ...{ name: 'dvc-portal', baseUrl, millis: linkDays * day, secrets, secretHeader },
});
