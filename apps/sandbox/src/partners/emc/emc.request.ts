import { isUtf8 } from 'node:buffer';
import type { WireRequest } from '../partner.js';
import { jsonObject } from '../reading.js';
import { pushOf, type Push } from './emc.wire.js';

/** A request as far as it could be understood. */
export type ReadPush =
  { push: Push; key: string } | { fault: 'contentType' | 'notJson' | 'notForm' | { field: string }; key?: string };

/** A push in either encoding. */
export function readPush(request: WireRequest): ReadPush {
  const type = request.headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase();
  if (type === 'application/json') return read(jsonObject(request), 'notJson');
  if (type === 'application/x-www-form-urlencoded') return read(formIn(request), 'notForm');
  return { fault: 'contentType' };
}

function read(given: Record<string, unknown> | undefined, fault: 'notJson' | 'notForm'): ReadPush {
  if (!given) return { fault };
  const push = pushOf(given);
  const code = given['codeProfile'];
  const key = typeof code === 'string' && code !== '' ? { key: code.slice(0, 200) } : {};
  return 'fault' in push ? { fault: { field: push.fault }, ...key } : { push, key: push.codeProfile };
}

/** Undefined where it is not UTF-8, or a name comes twice. */
function formIn({ body }: WireRequest): Record<string, string> | undefined {
  if (!isUtf8(body)) return undefined;
  const pairs = [...new URLSearchParams(body.toString('utf8'))];
  const form = Object.fromEntries(pairs);
  return Object.keys(form).length === pairs.length ? form : undefined;
}
