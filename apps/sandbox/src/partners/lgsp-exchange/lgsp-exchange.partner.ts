import { checkFields } from '../field-rules.js';
import {
  existsVariant,
  type Partner,
  type ReadRequest,
  type WireAnswer,
  type WireRequest,
  type Work,
} from '../partner.js';
import {
  credentialsIn,
  jsonAnswer,
  jsonObject,
  objectIn,
  readingRequest,
  sameText,
  statusOfInability,
} from '../reading.js';
import { tokenSeconds, type Tokens } from '../tokens.js';
import { hubName, type Handover, type Hub } from './lgsp-exchange.hub.js';
import { describeFault, hubTitle, messages } from './lgsp-exchange.messages.js';
import { messageTable, missingFor, verbs, type MessageWire } from './lgsp-exchange.wire.js';

export interface HubOptions {
  hub: Hub;
  tokens: Tokens;
}

const tokenPath = '/lgsp-exchange/token';
const exchangePath = '/lgsp-exchange/exchange';

/** `error_code` of answers; none of them is official. */
const codes = { ok: '0', known: '1', badRequest: '2', unknownUnit: '3', unknownSource: '4', ended: '5' } as const;

/** Stand-in of another hub with the agencies behind it: handovers, and what either side says of them. */
export function createLgspExchange(options: HubOptions): Partner {
  return {
    name: hubName,
    title: hubTitle,
    operations: ['token', ...verbs],
    variants: [existsVariant],
    routes: [{ path: tokenPath, operation: 'token' }, { path: exchangePath }],
    notifies: 'notify',
    read: (request) => (request.path === tokenPath ? readToken(request, options) : readMessage(request, options)),
    unable: (reason) => reply(codes.badRequest, messages[reason], statusOfInability[reason]),
  };
}

const reply = (code: string, message: string, http = 200): WireAnswer =>
  jsonAnswer({ error_code: code, message }, http);
const unauthorized = (http = 401): WireAnswer =>
  jsonAnswer({ fault: { code: 900901, message: messages.unauthorized } }, http);

/** The header has to say what was agreed, whatever the order of its keys. */
function hasAccess({ headers }: WireRequest, { agreement }: Hub): boolean {
  const stated = headers['lgspaccesstoken'];
  if (typeof stated !== 'string') return false;
  const given = objectIn(Buffer.from(stated, 'base64').toString('utf8')) ?? {};
  const names = Object.keys(agreement.access) as (keyof typeof agreement.access)[];
  return (
    Object.keys(given).length === names.length &&
    names.every((name) => sameText(typeof given[name] === 'string' ? given[name] : undefined, agreement.access[name]))
  );
}

function readToken(request: WireRequest, { hub, tokens }: HubOptions): ReadRequest {
  const form = new URLSearchParams(request.body.toString('utf8'));
  const basic = Buffer.from(`${hub.agreement.key}:${hub.agreement.secret}`).toString('base64');
  const answer = (): WireAnswer => {
    if (!sameText(credentialsIn(request, 'Basic'), basic) || !hasAccess(request, hub)) return unauthorized();
    if (form.get('grant_type') !== 'client_credentials') return jsonAnswer({ error: 'unsupported_grant_type' }, 400);
    return jsonAnswer({ access_token: tokens.begin(), token_type: 'Bearer', expires_in: tokenSeconds });
  };
  return readingRequest('token', [], answer, () => unauthorized());
}

function readMessage(request: WireRequest, options: HubOptions): ReadRequest {
  const { hub, tokens } = options;
  const given = jsonObject(request);
  const verb = verbs.find((one) => one === given?.['type']);
  const token = credentialsIn(request, 'Bearer');
  return {
    ...(verb === undefined ? {} : { operation: verb }),
    keys: [given?.['source_id'], given?.['ref_code']]
      .filter((key) => typeof key === 'string')
      .map((key) => key.slice(0, 200)),
    work: (_holdings, variant) => {
      if (!tokens.lives(token) || !hasAccess(request, hub)) return no(unauthorized());
      if (!given) return no(reply(codes.badRequest, messages.notJson));
      const fault = checkFields(given, messageTable, '');
      if (fault) return no(reply(codes.badRequest, describeFault(fault)));
      const message = given as unknown as MessageWire;
      const missing = missingFor(message);
      if (missing) return no(reply(codes.badRequest, describeFault({ path: missing, complaint: 'required' })));
      if (!hub.agreement.partnerUnits.test(message.from_unit_code)) {
        return no(reply(codes.badRequest, messages.unknownSender));
      }
      return take(message, hub, variant);
    },
    takes: (variant) => variant === existsVariant && verb === 'TIEPNHAN',
    refusal: (words) => reply(codes.badRequest, words ?? messages.refused),
    expireSession: (http) => {
      tokens.end(token);
      return unauthorized(http);
    },
  };
}

const no = (answer: WireAnswer): Work => ({ changes: [], answer });
const done = reply(codes.ok, messages.success);

function take(message: MessageWire, hub: Hub, variant: string | undefined): Work {
  if (hub.lifeOf(message.to_unit_code) === undefined) return no(reply(codes.unknownUnit, messages.unknownUnit));
  const handover = hub.get(message.source_id);
  if (message.type === 'TIEPNHAN' && handover?.by !== 'agency') {
    if (handover) return no(reply(codes.known, messages.known));
    const changes = [hub.handedOver(message)];
    return { changes, answer: variant === existsVariant ? reply(codes.known, messages.known) : done };
  }
  if (!handover) return no(reply(codes.unknownSource, messages.unknownSource));
  if (hasEnded(handover) && message.type !== 'THANHTOAN') return no(reply(codes.ended, messages.ended));
  return { changes: [hub.heard(handover, message)], answer: done };
}

/** The partner has taken its own back, or has ended what an agency handed to it. */
const hasEnded = ({ by, heard }: Handover): boolean =>
  heard.some(({ type }) => (by === 'partner' ? type === 'RUT' : type === 'KETQUA' || type === 'TUCHOI'));
