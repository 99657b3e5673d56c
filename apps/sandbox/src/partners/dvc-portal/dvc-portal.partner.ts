import { randomBytes } from 'node:crypto';
import { checkFields } from '../field-rules.js';
import type { Holdings, Partner, ReadRequest, WireRequest, Work } from '../partner.js';
import { jsonObject, sameText, statusOfInability } from '../reading.js';
import { existsVariants, failure, onWire, successVariants, type PortalAnswer } from './dvc-portal.answers.js';
import { defaultDvcPortalConfig, type DvcPortalConfig } from './dvc-portal.config.js';
import { describeFault, dvcPortalTitle, messages } from './dvc-portal.messages.js';
import { complainAboutEnvelope, complainAboutHeaders, keysOf, servicesOf } from './dvc-portal.request.js';
import {
  addHalfOfProgress,
  addProgress,
  findExisting,
  lookUp,
  reworded,
  synchronise,
  takeStatus,
  type Decision,
} from './dvc-portal.services.js';
import { Mishaps } from './dvc-portal.mishaps.js';
import { Sessions } from './dvc-portal.sessions.js';
import {
  loginRequest,
  type DossierRecord,
  type Envelope,
  type LoginRequest,
  type ProgressRow,
  type StatusRecord,
} from './dvc-portal.wire.js';

const login = 'login';
const partialVariant = 'partial';

/** Stand-in of the national portal's adapter, envelope style A. */
export function createDvcPortal(
  given: Partial<DvcPortalConfig> = {},
  now: () => Date = () => new Date(),
  mishaps: Mishaps = new Mishaps(),
): Partner {
  const config: DvcPortalConfig = {
    newSession: () => randomBytes(24).toString('hex'),
    ...defaultDvcPortalConfig,
    ...given,
  };
  const sessions = new Sessions(config.sessionMillis, config.newSession, now);
  return {
    name: 'dvc-portal',
    title: dvcPortalTitle,
    operations: [login, 'TraCuuHoSo', 'DongBoHoSoMC', 'CapNhatTienDoHoSoMC', 'DongBoTrangThaiHoSo'],
    variants: [...Object.keys(successVariants), ...Object.keys(existsVariants), partialVariant],
    routes: [
      { path: config.loginPath, operation: login },
      { path: config.lookUpPath },
      { path: config.synchronisationPath },
    ],
    read: (request) =>
      request.path === config.loginPath
        ? readLogin(request, config, sessions)
        : readService(request, { config, sessions, mishaps }),
    unable: (reason) => onWire(failure(messages[reason], -1), statusOfInability[reason]),
  };
}

function readLogin(request: WireRequest, config: DvcPortalConfig, sessions: Sessions): ReadRequest {
  const body = jsonObject(request);
  const decide = (): PortalAnswer => {
    const complaint = complainAboutHeaders(request, config);
    if (complaint) return failure(complaint);
    if (!body) return failure(messages.notJson);
    const fault = checkFields(body, loginRequest, '');
    if (fault) return failure(describeFault(messages.badRequest, fault));
    const { username, password } = body as unknown as LoginRequest;
    const known = sameText(username, config.username) && sameText(password, config.password);
    return known ? { session: sessions.begin(), error_code: 0 } : failure(messages.loginRefused);
  };
  return {
    operation: login,
    keys: [],
    // A password has no place in a journal, whatever else the body may be.
    keepBody: body ? JSON.stringify({ username: body['username'], password: '***' }) : '(not JSON)',
    work: (_holdings, variant) => onWireWork(reword({ changes: [], answer: decide() }, variant)),
    takes: (variant) => Object.hasOwn(successVariants, variant) && variant !== 'decomposed',
    refusal: (message) => onWire(failure(message ?? messages.loginRefused)),
    expireSession: (status) => onWire(sessionFailure(status), status),
  };
}

interface Portal {
  readonly config: DvcPortalConfig;
  readonly sessions: Sessions;
  readonly mishaps: Mishaps;
}

function readService(request: WireRequest, { config, sessions, mishaps }: Portal): ReadRequest {
  const body = jsonObject(request);
  const envelope: Envelope = body ?? {};
  const services = servicesOf(config, request.path);
  const operation = services.find((service) => service === envelope.service);
  const creating = operation === 'DongBoHoSoMC' && envelope.isUpdating === 'False';
  const work = (holdings: Holdings, variant?: string): Work => {
    const refused = (complaint: string) => onWireWork({ changes: [], answer: failure(complaint) });
    const headers = complainAboutHeaders(request, config);
    if (headers) return refused(headers);
    if (!body) return refused(messages.notJson);
    if (!sessions.lives(envelope.session)) return { changes: [], answer: onWire(sessionFailure(401), 401) };
    const complaint = complainAboutEnvelope(envelope, services, config);
    if (complaint) return refused(complaint);
    const decision = decide(envelope, mishaps.over(holdings), config, variant);
    for (const { kind, key } of decision.changes) if (kind !== 'progress' && kind !== 'status') mishaps.mended(key);
    return onWireWork(reword(decision, variant));
  };
  return {
    operation,
    keys: keysOf(body),
    work,
    takes: (variant) => {
      if (Object.hasOwn(existsVariants, variant)) return creating;
      return variant === partialVariant ? operation === 'CapNhatTienDoHoSoMC' : operation !== undefined;
    },
    refusal: (message) => onWire(usualRefusal(operation, message)),
    expireSession: (status) => {
      sessions.end(envelope.session);
      return onWire(sessionFailure(status), status);
    },
  };
}

/** A checked request, decided. */
function decide(envelope: Envelope, holdings: Holdings, config: DvcPortalConfig, variant?: string): Decision {
  if (envelope.service === 'TraCuuHoSo') return lookUp(envelope.maHoSo as string, holdings, config.listsSteps);
  if (envelope.service === 'CapNhatTienDoHoSoMC') {
    const rows = envelope.data as ProgressRow[];
    return variant === partialVariant ? addHalfOfProgress(rows, holdings) : addProgress(rows, holdings);
  }
  if (envelope.service === 'DongBoTrangThaiHoSo') return takeStatus(envelope.data as StatusRecord, holdings);
  const records = envelope.data as DossierRecord[];
  if (variant !== undefined && Object.hasOwn(existsVariants, variant)) return findExisting(records, variant, holdings);
  return synchronise(records, envelope.isUpdating === 'True', holdings);
}

function reword(decision: Decision, variant: string | undefined): Decision {
  return variant !== undefined && Object.hasOwn(successVariants, variant) ? reworded(decision, variant) : decision;
}

function onWireWork({ changes, answer }: Decision): Work {
  return { changes, answer: answer instanceof Promise ? answer.then((said) => onWire(said)) : onWire(answer) };
}

function usualRefusal(operation: string | undefined, message: string | undefined): PortalAnswer {
  if (operation === 'DongBoHoSoMC') return failure(message ?? messages.refused, -1);
  return failure(message ?? (operation === 'CapNhatTienDoHoSoMC' ? messages.badProgress : messages.badRequest));
}

const sessionFailure = (status: number): PortalAnswer =>
  failure(status === 200 ? messages.sessionExpired : messages.unauthorized);
