import { inForce } from '@lienthong/areas';
import type { DeliveryParty, DossierContent } from '@lienthong/contracts';

/** The applicant's end of a delivery as the dossier tells it, or where in the dossier something is missing. */
export function applicantParty({
  applicant,
}: Pick<DossierContent, 'applicant'>): { readonly party: DeliveryParty } | { readonly missing: readonly string[] } {
  const { name, phone, email, address } = applicant;
  const needed = {
    '/applicant/phone': phone,
    '/applicant/address/provinceCode': address?.provinceCode,
    '/applicant/address/line': address?.line,
  };
  const missing = Object.entries(needed).flatMap(([pointer, value]) => (value?.trim() ? [] : [pointer]));
  if (!phone || !address || missing.length > 0) return { missing };
  return { party: { name, phone, ...(email ? { email } : {}), address: inForce(address) } };
}
