import { sealContext, type ChangeDetail, type SealedBox } from '@lienthong/contracts';
import { open, seal, type Keyring } from '@lienthong/seal';
import type { SealedPayload } from '../work-store/load.js';
import type { SideCallRow } from '../work-store/units.js';
import type { KeptCalls } from './record.js';

/** What the runner needs of sealing. */
export type RunnerSealer = Pick<Sealer, 'payload' | 'detail' | 'calls'>;

/** Names a call of an exchange among its attempts, or beside them. */
export interface CallName {
  readonly kind: 'attempt' | SideCallRow['kind'];
  readonly n: number;
}

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
  calls(exchange: string, name: CallName, wrapped: Uint8Array, kept: KeptCalls): Buffer {
    const content = Buffer.from(JSON.stringify(kept), 'utf8');
    return seal(this.keyring.unwrap(wrapped), content, callsContext(exchange, name));
  }

  /** @throws {SealBroken} */
  keptCalls(exchange: string, name: CallName, sealed: SealedPayload): KeptCalls {
    const content = open(this.keyring.unwrap(sealed.key), sealed.box, callsContext(exchange, name));
    return JSON.parse(content.toString('utf8')) as KeptCalls;
  }
}

const callsContext = (exchange: string, { kind, n }: CallName): string => `exchange/${exchange}/${kind}/${n}`;
