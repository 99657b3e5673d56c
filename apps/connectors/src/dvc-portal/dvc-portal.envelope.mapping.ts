import type { DossierSnapshot, PortalStatus, ProgressPayload } from '@lienthong/contracts';
import { toDvcDossier, toDvcProgress, toDvcStatus, type DvcMappingSettings } from './dvc-portal.mapping.js';
import type {
  DvcAnswer,
  DvcLoginRequest,
  DvcLookUpRequest,
  DvcProgressRequest,
  DvcService,
  DvcStatusRequest,
  DvcSyncRequest,
} from './dvc-portal.wire.js';

/** Our words for what the portal is asked, and theirs. */
const dvcServices = {
  lookUp: 'TraCuuHoSo',
  sync: 'DongBoHoSoMC',
  progress: 'CapNhatTienDoHoSoMC',
  status: 'DongBoTrangThaiHoSo',
} as const satisfies Record<string, DvcService>;

/** What is asked of the portal once there is a session; dialect A carries the session in the body. */
export type DvcQuestion = (session: string) => string;

export const loginBody = (username: string, password: string): string =>
  JSON.stringify({ username, password } satisfies DvcLoginRequest);

export const lookUp =
  (unit: string, code: string): DvcQuestion =>
  (session) =>
    JSON.stringify({ session, madonvi: unit, service: dvcServices.lookUp, maHoSo: code } satisfies DvcLookUpRequest);

export function syncDossier(
  unit: string,
  snapshot: DossierSnapshot,
  updating: boolean,
  using: DvcMappingSettings,
): DvcQuestion {
  const data = [toDvcDossier(snapshot, using)];
  return (session) =>
    JSON.stringify({
      session,
      madonvi: unit,
      service: dvcServices.sync,
      isUpdating: updating ? 'True' : 'False',
      data,
    } satisfies DvcSyncRequest);
}

export function addProgress(unit: string, steps: readonly ProgressPayload[], using: DvcMappingSettings): DvcQuestion {
  const data = steps.map((step) => toDvcProgress(step, using));
  return (session) =>
    JSON.stringify({ session, madonvi: unit, service: dvcServices.progress, data } satisfies DvcProgressRequest);
}

export function tellStatus(unit: string, status: PortalStatus, using: DvcMappingSettings): DvcQuestion {
  const data = toDvcStatus(status, using);
  return (session) =>
    JSON.stringify({
      session,
      madonvi: unit,
      service: dvcServices.status,
      type: '2',
      data,
    } satisfies DvcStatusRequest);
}

/** An answer whose shape could be read; what it means is another question. */
export interface DvcEnvelopeRead {
  /** `0`, `"0"`, `"00"`, `"-3"`…, always as a string. */
  readonly code: string;
  /** NFC and lower-cased: for matching words only, never shown. */
  readonly message: string;
  /** The message as it came. */
  readonly words: string;
  readonly result: readonly unknown[];
  readonly session?: string;
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Reads an answer's body; undefined when it is not the portal's envelope (HTML, half an answer, wrong types). */
export function readEnvelope(body: Uint8Array): DvcEnvelopeRead | undefined {
  const answer = parsed(body);
  if (answer === undefined) return undefined;
  const { error_code: code, message, result, session } = answer;
  if (typeof code !== 'string' && typeof code !== 'number') return undefined;
  if (message != null && typeof message !== 'string') return undefined;
  if (result != null && !Array.isArray(result)) return undefined;
  return {
    code: String(code).trim(),
    message: (message ?? '').normalize('NFC').toLowerCase(),
    words: message ?? '',
    result: result ?? [],
    ...(typeof session === 'string' && session !== '' ? { session } : {}),
  };
}

type Loose = { readonly [Field in keyof DvcAnswer | 'session']?: unknown };

function parsed(body: Uint8Array): Loose | undefined {
  try {
    const value: unknown = JSON.parse(utf8.decode(body));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
