import type { HttpRequest } from '@lienthong/connector-kit';
import type { StatusPush } from '@lienthong/contracts';
import type { EmcConfig } from './emc.config.js';
import { toEmc } from './emc.mapping.js';
import { jsonOnlyFields, numberFields, type EmcWire } from './emc.wire.js';

/** The request of a push, in the configured dialect. */
export function pushRequest(config: EmcConfig, push: StatusPush, site: number): HttpRequest {
  const { tables, user, dialect, path } = config;
  const wire = toEmc(push, { tables, site, user });
  const body = dialect === 'form' ? formOf(wire) : jsonOf(wire, config.codes);
  return { method: 'POST', path, headers: { 'Content-Type': contentTypes[dialect], ...config.extraHeaders }, body };
}

const contentTypes = {
  json: 'application/json; charset=utf-8',
  form: 'application/x-www-form-urlencoded; charset=utf-8',
} as const;

const formOf = (wire: EmcWire): string =>
  new URLSearchParams(entriesOf(wire).filter(([name]) => !jsonOnlyFields.has(name))).toString();

function jsonOf(wire: EmcWire, codes: EmcConfig['codes']): string {
  if (codes === 'strings') return JSON.stringify(wire);
  const asNumber = ([name, value]: [string, string]) => [name, numberFields.has(name) ? Number(value) : value] as const;
  return JSON.stringify(Object.fromEntries(entriesOf(wire).map(asNumber)));
}

const entriesOf = (wire: EmcWire): [string, string][] => Object.entries(wire as unknown as Record<string, string>);
