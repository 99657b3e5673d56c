import type { Applicant, DossierContent, DossierSnapshot, SnapshotFile } from '@lienthong/contracts';
import type { PaymentStanding } from './dvc-portal.tables.mapping.js';
import type { DvcOwnerIdentity } from './dvc-portal.wire.js';

/** The named rules by which fields are derived that none of our fields states directly. Nothing here is made up. */

/** A citizen is known by the personal number; anyone else by the tax code, or the number of the person who applies. */
export function paperNumber({ kind, personalNumber, taxCode }: Applicant): string {
  return (kind === 'citizen' ? personalNumber : (taxCode ?? personalNumber)) ?? '';
}

/** The national account is named only for what was submitted online (wire contracts §1.5). */
export const portalAccount = ({ channel, applicant }: DossierContent): string =>
  channel === 'online' ? (applicant.portalAccount ?? '') : '';

/** 12 digits are a personal number, 9 an old identity card; no number is ever invented (wire contracts §14.4). */
export function identities({ personalNumber }: Applicant): DvcOwnerIdentity[] {
  if (!personalNumber) return [];
  return [{ LoaiDinhDanh: personalNumber.length === 9 ? '2' : '1', SoDinhDanh: personalNumber }];
}

/** When the result was returned: as the agency says, else as the post or the electronic handover showed. */
export const datesOfReturn = ({ dossier, facts, effectiveStatus }: DossierSnapshot): string | null | undefined =>
  dossier.returnedAt ?? (effectiveStatus === 'returned' ? facts.delivered?.at : undefined);

export const digitised = ({ documents }: DossierContent): boolean =>
  documents?.some((document) => document.digitised) ?? false;

/**
 * Fees and what was seen of their payment: paid only when every fee that costs something is; else one is still unpaid. A fee
 * that was paid in a way the gateway did not see (cash at the counter) stands as unpaid online.
 */
export function paymentStanding({ dossier, facts: { paid } }: DossierSnapshot): PaymentStanding {
  const owed = dossier.fees?.filter((fee) => fee.amount > 0) ?? [];
  if (owed.length === 0) return paid ? paidThrough[paid.via] : 'none';
  if (!paid || !owed.every((fee) => paid.fees.includes(fee.code))) return 'unpaid';
  return paidThrough[paid.via];
}

const paidThrough = { paymentPlatform: 'nationalPlatform', bankQr: 'otherGateway' } as const;

/** A document, or a result, names either an outside address or a file; where the portal may fetch that, the address is ours. */
export function withLinks(
  snapshot: DossierSnapshot,
  linkTo: ((file: SnapshotFile) => string) | undefined,
): DossierSnapshot {
  const { files = [], dossier } = snapshot;
  if (!linkTo || files.length === 0) return snapshot;
  const fileOf = new Map(files.map((file) => [file.attachment, file]));
  const linked = <T extends { readonly attachment?: string | null }>(item: T): T & { readonly url?: string | null } => {
    const file = fileOf.get(item.attachment?.toLowerCase() ?? '');
    return file ? { ...item, url: linkTo(file) } : item;
  };
  const documents = (dossier.documents ?? []).map(linked);
  const results = (dossier.results ?? []).map(linked);
  return { ...snapshot, dossier: { ...dossier, documents, results } };
}
