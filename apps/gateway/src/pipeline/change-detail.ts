import { sealContext, type ChangeDetail, type ExchangeChanged } from '@lienthong/contracts';
import type { Sealer } from './sealer.js';

/** What the connectors told beside a change, as it is kept. Throws when the box is not that of this change, or its key has been erased. */
export const openChangeDetail = (
  sealer: Sealer,
  { exchange, version }: Pick<ExchangeChanged, 'exchange' | 'version'>,
  wrappedKey: Buffer,
  box: Buffer,
): ChangeDetail =>
  JSON.parse(sealer.open(sealer.unwrap(wrappedKey), box, sealContext.detail(exchange, version))) as ChangeDetail;

/** The facts that came with a change; none where nothing was told beside it. */
export function factsOfChange(change: ExchangeChanged, { sealer }: { readonly sealer: Sealer }): ChangeDetail['facts'] {
  const { detail } = change;
  if (!detail) return undefined;
  return openChangeDetail(sealer, change, Buffer.from(detail.key, 'base64'), Buffer.from(detail.box, 'base64')).facts;
}
