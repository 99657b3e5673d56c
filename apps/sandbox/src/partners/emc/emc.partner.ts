import type { Partner, ReadRequest, WireAnswer, WireRequest } from '../partner.js';
import { jsonAnswer, readingRequest, statusOfInability } from '../reading.js';
import type { EmcConfig } from './emc.config.js';
import { emcName, type Counts, type Received } from './emc.counts.js';
import { emcTitle, messages } from './emc.messages.js';
import { readPush, type ReadPush } from './emc.request.js';

const push = 'TrackingMCDT';
const script = 'script';

/** Other ways to say that a push was taken, none of them seen. */
const takenVariants: Readonly<Record<string, WireAnswer>> = {
  object: jsonAnswer({ success: true }),
  empty200: { status: 200, headers: {}, body: '' },
  accepted: { status: 202, headers: {}, body: '' },
};
/** 2xx, and yet a failure by its words. */
const failedVariants: Readonly<Record<string, WireAnswer>> = {
  failureOver200: jsonAnswer({ success: false, error: messages.broken }),
};

export interface EmcParts {
  config: EmcConfig;
  counts: Counts;
  now: () => Date;
}

/** Stand-in of EMC: every push counts, also the second one of the same words; there is no undo and no read-back on its wire. */
export function createEmc(parts: EmcParts): Partner {
  const { path, scriptPath } = parts.config;
  return {
    name: emcName,
    title: emcTitle,
    operations: [push, script],
    variants: [...Object.keys(takenVariants), ...Object.keys(failedVariants)],
    routes: [
      { path, operation: push },
      { method: 'GET', path: scriptPath, operation: script },
    ],
    read: (request) => (request.method === 'GET' ? readScript() : readTracking(request, parts)),
    unable: (reason) => failure(statusOfInability[reason], messages[reason]),
  };
}

const failure = (status: number, message: string): WireAnswer => jsonAnswer({ message }, status);

const readScript = (): ReadRequest =>
  readingRequest(
    script,
    [],
    () => ({ status: 200, headers: { 'content-type': 'text/javascript' }, body: 'var _govaq = _govaq || [];\n' }),
    (message = messages.broken) => failure(500, message),
  );

function readTracking(request: WireRequest, parts: EmcParts): ReadRequest {
  const read = readPush(request);
  return {
    operation: push,
    keys: read.key === undefined ? [] : [read.key],
    work: (_holdings, variant = '') => {
      const words = faultIn(read, parts.config);
      if (words !== undefined) return { changes: [], answer: failure(400, words) };
      if (Object.hasOwn(failedVariants, variant)) return { changes: [], answer: failedVariants[variant]! };
      const record: Received = {
        ...(read as Extract<ReadPush, { push: unknown }>).push,
        at: parts.now().toISOString(),
      };
      parts.counts.take(record);
      const answer = takenVariants[variant] ?? { status: 204, headers: {}, body: '' };
      return { changes: [{ key: record.codeProfile, kind: 'progress', record }], answer };
    },
    takes: (variant) => Object.hasOwn(takenVariants, variant) || Object.hasOwn(failedVariants, variant),
    refusal: (message = messages.refused) => failure(400, message),
    expireSession: (status) => failure(status === 200 ? 401 : status, messages.unauthorized),
  };
}

function faultIn(read: ReadPush, { sites }: EmcConfig): string | undefined {
  if ('push' in read) return sites.includes(read.push.siteId) ? undefined : messages.site;
  return typeof read.fault === 'string' ? messages[read.fault] : messages.field + read.fault.field;
}
