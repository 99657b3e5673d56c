import type { Partner, ReadRequest, WireRequest } from '../partner.js';
import { credentialsIn, jsonAnswer, jsonObject, readingRequest, sameText, statusOfInability } from '../reading.js';
import { messages, telecomTitle } from './telecom.messages.js';

/** Agreement of the stand-in with a carrier. ASSUMED: no contract with a carrier is public. */
export interface TelecomConfig {
  token: string;
}

const defaults: TelecomConfig = { token: 'sandbox-telecom-token' };
const match = 'match';
const path = '/telecom/subscriber-match';
const healthPath = '/telecom/health';

/** Nobody's numbers: personal numbers of the province 000, telephone numbers of the range 0000. */
const subscribers: Readonly<Record<string, string>> = {
  '0000000001': '000190000001',
  '0000000002': '000060000002',
  '0000000777': '000199000777',
};
/** Numbers whose subscriber the carrier does not know. */
const unknownRange = /^00009/;

/** Stand-in of a mobile carrier that says whether a number is a person's. */
export function createTelecom(given: Partial<TelecomConfig> = {}): Partner {
  const config = { ...defaults, ...given };
  return {
    name: 'telecom',
    title: telecomTitle,
    operations: [match, 'health'],
    variants: [],
    routes: [
      { path, operation: match },
      { method: 'GET', path: healthPath, operation: 'health' },
    ],
    read: (request) => (request.path === path ? readMatch(request, config) : health()),
    unable: (reason) => failure(statusOfInability[reason], messages[reason]),
  };
}

const failure = (status: number, message: string) => jsonAnswer({ message }, status);
const health = (): ReadRequest =>
  readingRequest(
    'health',
    [],
    () => jsonAnswer({ status: 'up' }),
    (message = messages.broken) => failure(500, message),
  );

function readMatch(request: WireRequest, { token }: TelecomConfig): ReadRequest {
  const body = jsonObject(request) ?? {};
  const { requestId, officer, personalNumber, phone, ...more } = body;
  const fits =
    typeof requestId === 'string' &&
    typeof officer === 'string' &&
    /^(?:\d{9}|\d{12})$/.test(String(personalNumber)) &&
    /^0\d{9}$/.test(String(phone)) &&
    Object.keys(more).length === 0;
  return {
    operation: match,
    keys: [requestId, officer].filter((key) => typeof key === 'string').map((key) => key.slice(0, 200)),
    work: (holdings) => {
      if (!sameText(credentialsIn(request, 'Bearer'), token))
        return { changes: [], answer: failure(401, messages.unauthorized) };
      if (!fits) return { changes: [], answer: failure(422, messages.refused) };
      const kind = holdings.has(requestId) ? 'updated' : 'created';
      const result = resultOf(String(phone), String(personalNumber));
      return {
        changes: [{ key: requestId, kind, record: { requestId, officer, personalNumber, result } }],
        answer: jsonAnswer({ result }),
      };
    },
    takes: () => false,
    refusal: (message = messages.refused) => failure(422, message),
    expireSession: (status) => failure(status, messages.unauthorized),
  };
}

function resultOf(phone: string, personalNumber: string): 'match' | 'noMatch' | 'unknown' {
  if (unknownRange.test(phone)) return 'unknown';
  return subscribers[phone] === personalNumber ? 'match' : 'noMatch';
}
