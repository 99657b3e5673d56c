import { checkFields } from '../field-rules.js';
import {
  existsVariant,
  type Partner,
  type ReadRequest,
  type WireAnswer,
  type WireRequest,
  type Work,
} from '../partner.js';
import { credentialsIn, jsonAnswer, jsonObject, readingRequest, sameText, statusOfInability } from '../reading.js';
import { codes, stepsOf, type Life } from './post-office.life.js';
import { describeFault, messages, postOfficeTitle } from './post-office.messages.js';
import type { Parcel } from './post-office.parcel.js';
import { dossierOf, postOfficeName, type Parcels } from './post-office.parcels.js';
import { feedVariants, trackingAnswer } from './post-office.tracking.js';
import { tokenSeconds, type Tokens } from '../tokens.js';
import { orderTables, type PostDialect } from './post-office.wire.js';

export interface PostOfficeAgreement {
  key: string;
  secret: string;
  customerCodes: readonly string[];
  /** What becomes of parcels that are ordered. */
  life: Life;
}

export const defaultAgreement: PostOfficeAgreement = {
  key: 'sandbox-post-key',
  secret: 'sandbox-post-secret',
  customerCodes: ['HCC-H44', 'HCC-H99'],
  life: 'delivered',
};

export interface PostOfficeOptions {
  parcels: Parcels;
  tokens: Tokens;
  agreement: PostOfficeAgreement;
}

type Operation = 'token' | 'order' | 'cancel' | 'tracking';
interface Place {
  operation: Operation;
  dialect: PostDialect;
}

/** Paths as this stand-in has them; in the seen source they are configuration but for `order/post`. */
const places: Record<string, Place & { method: 'GET' | 'POST' }> = {
  '/post-office/token': { method: 'POST', operation: 'token', dialect: 'ngsp' },
  '/post-office/apiVNPostNGSP/p1.0/order/post': { method: 'POST', operation: 'order', dialect: 'ngsp' },
  '/post-office/apiVNPostNGSP/p1.0/order/cancel': { method: 'GET', operation: 'cancel', dialect: 'ngsp' },
  '/post-office/apiVNPostNGSP/p1.0/tracking': { method: 'GET', operation: 'tracking', dialect: 'ngsp' },
  '/post-office/lgsp/order': { method: 'POST', operation: 'order', dialect: 'lgsp' },
  '/post-office/lgsp/order-item': { method: 'POST', operation: 'order', dialect: 'lgspItem' },
  '/post-office/lgsp/cancel': { method: 'GET', operation: 'cancel', dialect: 'lgsp' },
  '/post-office/lgsp/tracking': { method: 'GET', operation: 'tracking', dialect: 'lgsp' },
};

/** `Status` of replies: 100 and 101 were seen, the others are assumptions. */
const status = { ok: 100, exists: 101, badRequest: 102, unknownCustomer: 103, notCancellable: 104 } as const;

/** Stand-in of the post: orders, cancellations, the tracking feed, in the dialects of NGSP and of a province. */
export function createPostOffice(options: PostOfficeOptions): Partner {
  return {
    name: postOfficeName,
    title: postOfficeTitle,
    operations: ['token', 'order', 'cancel', 'tracking'],
    variants: [existsVariant, ...feedVariants],
    routes: Object.entries(places).map(([path, { method, operation }]) => ({ method, path, operation })),
    read: (request) => {
      const place = places[request.path]!;
      if (place.operation === 'token') return readToken(request, options);
      return place.operation === 'tracking' ? readTracking(request, place, options) : readAct(request, place, options);
    },
    unable: (reason) => reply('ngsp', status.badRequest, messages[reason], statusOfInability[reason]),
  };
}

/** `Status` is a number with NGSP and a text with the provinces. */
const reply = (dialect: PostDialect, code: number, Message: string, http = 200): WireAnswer =>
  jsonAnswer({ Status: dialect === 'ngsp' ? code : String(code), Message }, http);

const unauthorized = (http = 401): WireAnswer =>
  jsonAnswer({ fault: { code: 900901, message: messages.unauthorized } }, http);

function readToken(request: WireRequest, { agreement, tokens }: PostOfficeOptions): ReadRequest {
  const form = new URLSearchParams(request.body.toString('utf8'));
  const basic = Buffer.from(`${agreement.key}:${agreement.secret}`).toString('base64');
  const answer = (): WireAnswer => {
    if (!sameText(credentialsIn(request, 'Basic'), basic)) return unauthorized();
    if (form.get('grant_type') !== 'client_credentials') return jsonAnswer({ error: 'unsupported_grant_type' }, 400);
    return jsonAnswer({ access_token: tokens.begin(), token_type: 'Bearer', expires_in: tokenSeconds });
  };
  return readingRequest('token', [], answer, () => unauthorized());
}

const tokenIn = (request: WireRequest, dialect: PostDialect): string | undefined => {
  const own = request.headers['access_token'];
  return dialect === 'ngsp' ? credentialsIn(request, 'Bearer') : typeof own === 'string' ? own : undefined;
};

function readTracking(request: WireRequest, { dialect }: Place, { parcels, tokens }: PostOfficeOptions): ReadRequest {
  const token = tokenIn(request, dialect);
  const answer = (variant?: string): WireAnswer =>
    tokens.lives(token) ? trackingAnswer(request.query, parcels, variant) : unauthorized();
  const reading = readingRequest('tracking', [], answer, (words) =>
    jsonAnswer({ error: words ?? messages.broken }, 400),
  );
  return {
    ...reading,
    work: (_holdings, variant) => ({ changes: [], answer: answer(variant) }),
    takes: (variant) => feedVariants.includes(variant),
    expireSession: (http) => {
      tokens.end(token);
      return unauthorized(http);
    },
  };
}

function readAct(request: WireRequest, place: Place, options: PostOfficeOptions): ReadRequest {
  const { operation, dialect } = place;
  const { tokens } = options;
  const given = operation === 'order' ? jsonObject(request) : Object.fromEntries(new URLSearchParams(request.query));
  const number = typeof given?.['OrderNumber'] === 'string' ? given['OrderNumber'] : undefined;
  const token = tokenIn(request, dialect);
  return {
    operation,
    keys: number === undefined ? [] : [...new Set([number, dossierOf(number)])],
    // Who cancels is said in the query, which the journal does not keep.
    ...(operation === 'cancel' ? { keepBody: JSON.stringify(given) } : {}),
    work: (_holdings, variant) => {
      if (!tokens.lives(token)) return { changes: [], answer: unauthorized() };
      const complaint = complain(given, place, options);
      if (complaint) return { changes: [], answer: complaint };
      return operation === 'order' ? take(given!, dialect, options, variant) : cancel(given!, dialect, options);
    },
    takes: (variant) => variant === existsVariant && operation === 'order',
    refusal: (words) => reply(dialect, status.badRequest, words ?? messages.refused),
    expireSession: (http) => {
      tokens.end(token);
      return unauthorized(http);
    },
  };
}

function complain(
  given: Record<string, unknown> | undefined,
  { operation, dialect }: Place,
  { agreement }: PostOfficeOptions,
): WireAnswer | undefined {
  if (!given) return reply(dialect, status.badRequest, messages.notJson);
  const fault = operation === 'order' ? checkFields(given, orderTables[dialect], '') : undefined;
  if (fault) return reply(dialect, status.badRequest, describeFault(fault));
  const known = agreement.customerCodes.includes(given['CustomerCode'] as string);
  return known ? undefined : reply(dialect, status.unknownCustomer, messages.unknownCustomer);
}

function take(
  given: Record<string, unknown>,
  dialect: PostDialect,
  { parcels, agreement }: PostOfficeOptions,
  variant: string | undefined,
): Work {
  const [customerCode, orderNumber] = [given['CustomerCode'] as string, given['OrderNumber'] as string];
  if (parcels.get(customerCode, orderNumber))
    return { changes: [], answer: reply(dialect, status.exists, messages.exists) };
  const itemCode = (given['ItemCode'] as string | undefined) ?? parcels.nextItemCode();
  const steps = stepsOf(agreement.life, parcels.now());
  const parcel: Parcel = { customerCode, orderNumber, itemCode, order: given, steps };
  const foreign = variant === existsVariant;
  return {
    changes: [parcels.keep(parcel, foreign ? 'foreign' : 'created')],
    answer: foreign ? reply(dialect, status.exists, messages.exists) : reply(dialect, status.ok, messages.success),
  };
}

function cancel(given: Record<string, unknown>, dialect: PostDialect, { parcels }: PostOfficeOptions): Work {
  const parcel = parcels.get(given['CustomerCode'] as string, given['OrderNumber'] as string);
  if (!parcel) return { changes: [], answer: reply(dialect, status.notCancellable, messages.unknownOrder) };
  const over: readonly (number | undefined)[] = [codes.delivered, codes.returned, codes.cancelled];
  if (over.includes(parcels.lastStep(parcel)?.code))
    return { changes: [], answer: reply(dialect, status.notCancellable, messages.notCancellable) };
  return {
    changes: [parcels.keep(parcels.cancelled(parcel), 'updated')],
    answer: reply(dialect, status.ok, messages.success),
  };
}
