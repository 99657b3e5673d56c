import type { Outcome, SendCall } from '@lienthong/connector-kit';
import type { DossierSnapshot } from '@lienthong/contracts';
import type { DvcAttempt, DvcPortalClient, DvcReply } from './dvc-portal.client.js';
import type { DvcPortalConfig } from './dvc-portal.config.js';
import { lookUp, syncDossier } from './dvc-portal.envelope.mapping.js';
import type { KnownDossiers } from './dvc-portal.known.js';
import { missingForPortal, type DvcMappingSettings } from './dvc-portal.mapping.js';
import { later, outcomeOfRead, outcomeOfSend, refused } from './dvc-portal.outcome.js';

export interface SyncParts {
  readonly config: DvcPortalConfig;
  readonly client: DvcPortalClient;
  readonly known: KnownDossiers;
  readonly mapping: DvcMappingSettings;
}

/** Where we have it from that the portal has the dossier, or has not. */
type Presence = 'remembered' | 'seen' | 'absent';

/** One attempt of `syncDossier`: look up while it is not stored that the portal has the dossier, then state it. */
export async function sync(parts: SyncParts, call: SendCall<DossierSnapshot>): Promise<Outcome> {
  const snapshot = call.items[0].payload;
  const missing = missingForPortal(snapshot, parts.mapping);
  if (missing.length > 0) {
    return refused(
      'portal.fieldMissing',
      'agency',
      missing.map((pointer) => ({ pointer, code: 'portal.required' })),
    );
  }
  const attempt = parts.client.attempt(call.http, call.signal);
  const presence = await findOut(parts, attempt, call);
  if (typeof presence === 'object') return presence;
  return presence === 'absent'
    ? create(parts, attempt, snapshot, call.now)
    : update(parts, attempt, snapshot, call.now, presence);
}

async function findOut(
  { config, known }: SyncParts,
  attempt: DvcAttempt,
  { items: [{ payload, doneBefore = false }], now }: SendCall<DossierSnapshot>,
): Promise<Presence | Outcome> {
  const { code } = payload;
  if (known.has(code, doneBefore)) return 'remembered';
  if (config.upsert === 'createFirst') return 'absent';
  const reply = await attempt.read('lookUp', lookUp(config.unitCode, code));
  if ('ended' in reply) return reply.ended;
  switch (reply.verdict.says) {
    case 'success':
      return reply.verdict.result.length > 0 ? 'seen' : 'absent';
    case 'exists':
      return 'seen';
    case 'notFound':
      return 'absent';
    default:
      return outcomeOfRead(reply.verdict, reply.answer, now);
  }
}

/** "Already exists" is no failure: the same content goes again as an update, once. */
async function create(parts: SyncParts, attempt: DvcAttempt, snapshot: DossierSnapshot, now: Date): Promise<Outcome> {
  const reply = await state(parts, attempt, snapshot, false);
  if ('verdict' in reply && reply.verdict.says === 'exists') return update(parts, attempt, snapshot, now, 'seen');
  return conclude(parts, snapshot.code, reply, now);
}

async function update(
  parts: SyncParts,
  attempt: DvcAttempt,
  snapshot: DossierSnapshot,
  now: Date,
  presence: 'remembered' | 'seen',
): Promise<Outcome> {
  const reply = await state(parts, attempt, snapshot, true);
  if (presence === 'remembered' && 'verdict' in reply && reply.verdict.says === 'notFound') {
    // What we remembered no longer holds (the portal went back to a backup): look again.
    parts.known.gone(snapshot.code);
    return later('portal.notThereAnyMore');
  }
  return conclude(parts, snapshot.code, reply, now);
}

const state = ({ config, mapping }: SyncParts, attempt: DvcAttempt, snapshot: DossierSnapshot, updating: boolean) =>
  attempt.send('sync', syncDossier(config.unitCode, snapshot, updating, mapping));

function conclude({ known }: SyncParts, code: string, reply: DvcReply, now: Date): Outcome {
  if ('ended' in reply) return reply.ended;
  switch (reply.verdict.says) {
    case 'success':
      known.add(code);
      return { outcome: 'done' };
    case 'exists':
      return refused('portal.alreadyExists', 'operator');
    default:
      return outcomeOfSend(reply.verdict, reply.answer, now);
  }
}
