import { stableId } from '@lienthong/contracts';

/** Id of a statement about an order: the same statement has one id, in whichever process it is read. */
export const claimId = (provider: string, account: string, statementId: string): string =>
  stableId('claim', provider, account, statementId);
