import type { ConfigFault } from '@lienthong/config';
import type { TokenAuth } from './client-tokens.js';

/** What no schema says of `auth`: the secrets that its kind needs. */
export function checkAuth(auth: TokenAuth): readonly ConfigFault[] {
  const needed = auth.kind === 'static' ? (['token'] as const) : (['key', 'secret'] as const);
  return needed
    .filter((name) => auth[name] === undefined)
    .map((name) => ({ pointer: `/auth/${name}`, found: 'nothing', allowed: `a secret, for kind: ${auth.kind}` }));
}
