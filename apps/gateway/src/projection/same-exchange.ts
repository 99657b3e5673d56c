import type { ExchangeChanged } from '@lienthong/contracts';
import type { Batch, KnownExchange } from '../pipeline/batch.js';

type Named = Pick<ExchangeChanged, 'exchange' | 'subject' | 'partner' | 'operation' | 'number'>;

/** The exchange that the connectors speak of, or why there is none. */
export function spokenOf(event: Named, batch: Batch): KnownExchange | { readonly fault: string } {
  const known = batch.exchanges.get(event.exchange);
  if (!known) return { fault: 'exchange.unknown' };
  const { identity } = known;
  const same =
    identity.subject === event.subject &&
    identity.partner === event.partner &&
    identity.operation === event.operation &&
    identity.number === event.number;
  return same ? known : { fault: 'exchange.notAsCreated' };
}
