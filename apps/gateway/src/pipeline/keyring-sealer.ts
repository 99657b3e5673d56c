import { createHmac } from 'node:crypto';
import { open, seal, type DataKey, type Keyring } from '@lienthong/seal';
import type { Sealer } from './sealer.js';

/** The pipeline's sealing over the shared master key. */
export function keyringSealer(keyring: Keyring): Sealer<DataKey> {
  return {
    newWrappedKey: () => keyring.newDataKey().wrapped,
    unwrap: (wrapped) => keyring.unwrap(wrapped),
    seal: (key, text, context) => seal(key, Buffer.from(text, 'utf8'), context),
    open: (key, box, context) => open(key, box, context).toString('utf8'),
    hash: (key, text) => createHmac('sha256', key.handle).update(text, 'utf8').digest('hex'),
  };
}
