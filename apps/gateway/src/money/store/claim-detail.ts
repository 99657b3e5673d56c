import { sealContext, type ClaimDetail } from '@lienthong/contracts';
import type { Sealer } from '../../pipeline/sealer.js';

/** What a provider said beside the clear words of a claim. Throws when the box is not this claim's, or when the key has been erased. */
export const openClaimDetail = (sealer: Sealer, claim: string, wrappedKey: Buffer, box: Buffer): ClaimDetail =>
  JSON.parse(sealer.open(sealer.unwrap(wrappedKey), box, sealContext.claim(claim))) as ClaimDetail;
