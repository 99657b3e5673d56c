import { sealContext, type ChangeDetail, type SealedBox } from '@lienthong/contracts';
import { open, seal, type Keyring } from '@lienthong/seal';
import type { SealedPayload } from '../work-store/load.js';
import type { SideCallRow } from '../work-store/units.js';
import type { RecordedCall } from './record.js';

/** What the runner needs of sealing. */
export type RunnerSealer = Pick<Sealer, 'payload' | 'detail' | 'calls'>;

/** Opens payloads and seals what we say about an exchange, with the data key of its subject. */
export class Sealer {
  constructor(private readonly keyring: Keyring) {}

  payload(exchange: string, sealed: SealedPayload): unknown {
    const plain = open(this.keyring.unwrap(sealed.key), sealed.box, sealContext.payload(exchange));
    return JSON.parse(Buffer.from(plain).toString('utf8'));
  }

  detail(exchange: string, version: number, wrapped: Uint8Array, detail: ChangeDetail): SealedBox {
    const box = seal(
      this.keyring.unwrap(wrapped),
      Buffer.from(JSON.stringify(detail), 'utf8'),
      sealContext.detail(exchange, version),
    );
    return { key: Buffer.from(wrapped).toString('base64'), box: box.toString('base64') };
  }

  /** Full bytes of an attempt or of a call beside it, for the connectors' own tables. */
  calls(
    exchange: string,
    { kind, n }: { readonly kind: 'attempt' | SideCallRow['kind']; readonly n: number },
    wrapped: Uint8Array,
    calls: readonly RecordedCall[],
  ): Buffer {
    return seal(
      this.keyring.unwrap(wrapped),
      Buffer.from(JSON.stringify(calls), 'utf8'),
      `exchange/${exchange}/${kind}/${n}`,
    );
  }
}
