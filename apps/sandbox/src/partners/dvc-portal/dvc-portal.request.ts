import { checkFields } from '../field-rules.js';
import type { WireRequest } from '../partner.js';
import type { DvcPortalConfig } from './dvc-portal.config.js';
import { describeFault, messages } from './dvc-portal.messages.js';
import {
  identityFits,
  needsReception,
  requests,
  type DossierRecord,
  type Envelope,
  type Service,
} from './dvc-portal.wire.js';

/** Which services a path serves. */
export const servicesOf = (config: DvcPortalConfig, path: string): readonly Service[] => {
  if (path === config.lookUpPath) return ['TraCuuHoSo'];
  return path === config.synchronisationPath ? ['DongBoHoSoMC', 'CapNhatTienDoHoSoMC', 'DongBoTrangThaiHoSo'] : [];
};

/** What is wrong with the headers, in the portal's words. */
export function complainAboutHeaders({ headers }: WireRequest, config: DvcPortalConfig): string | undefined {
  const type = headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase();
  if (type !== 'application/json') return messages.contentType;
  return headers['dstcode'] === config.destination ? undefined : messages.destination;
}

/** What is wrong with an envelope and its data, in the portal's words; the session was looked at before. */
export function complainAboutEnvelope(
  envelope: Envelope,
  allowed: readonly Service[],
  config: DvcPortalConfig,
): string | undefined {
  const service = allowed.find((name) => name === envelope.service);
  if (!service) return messages.unknownService;
  if (!config.units.includes(envelope.madonvi as string)) return messages.unknownUnit;
  const fault = checkFields(envelope, requests[service], '');
  if (fault) return describeFault(titleOf(service), fault);
  return service === 'DongBoHoSoMC' ? complainAboutDossiers(envelope.data as DossierRecord[]) : undefined;
}

/** Rules between the fields of a dossier. */
function complainAboutDossiers(records: readonly DossierRecord[]): string | undefined {
  const codes = new Set<string>();
  for (const [i, record] of records.entries()) {
    const path = `data[${i}]`;
    if (needsReception(record) && !record.NgayTiepNhan) {
      return describeFault(messages.badDossier, { path: `${path}.NgayTiepNhan`, complaint: 'required' });
    }
    const misfit = (record.DinhDanhCHS ?? []).findIndex((identity) => !identityFits(identity));
    if (misfit >= 0)
      return `${messages.badDossier}: ${path}.DinhDanhCHS[${misfit}].SoDinhDanh ${messages.identityForm}`;
    if (codes.has(record.MaHoSo)) return `${messages.badDossier}: ${path}.MaHoSo ${messages.sameDossierTwice}`;
    codes.add(record.MaHoSo);
  }
  return undefined;
}

export function titleOf(service: Service): string {
  if (service === 'DongBoHoSoMC') return messages.badDossier;
  return service === 'CapNhatTienDoHoSoMC' ? messages.badProgress : messages.badRequest;
}

/** Dossier codes a request speaks of, unchecked; for the journal and for situations. */
export function keysOf(body: Record<string, unknown> | undefined): string[] {
  const data = body?.['data'];
  const rows: unknown[] = Array.isArray(data) ? data.slice(0, mostKeys) : [data];
  const codes = rows.map((row) =>
    typeof row === 'object' && row !== null ? (row as { MaHoSo?: unknown }).MaHoSo : undefined,
  );
  const plain = [body?.['maHoSo'], ...codes].filter((code): code is string => typeof code === 'string' && code !== '');
  return [...new Set(plain.map((code) => code.slice(0, longestKey)))];
}

const mostKeys = 100;
const longestKey = 200;
