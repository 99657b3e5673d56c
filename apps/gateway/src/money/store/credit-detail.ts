import { sealContext, type CreditDetail } from '@lienthong/contracts';
import type { Sealer } from '../../pipeline/sealer.js';

/** What was told of a credit beside its amounts. Throws when the box is not this credit's, or when the key has been erased. */
export const openCreditDetail = (sealer: Sealer, credit: string, wrappedKey: Buffer, box: Buffer): CreditDetail =>
  JSON.parse(sealer.open(sealer.unwrap(wrappedKey), box, sealContext.credit(credit))) as CreditDetail;
