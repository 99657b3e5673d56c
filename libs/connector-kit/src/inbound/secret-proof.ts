import type { InboundRequest, SecretProof } from './port.js';

/** A secret that one header shows; `check` throws where a request does not show it. */
export const secretProof = (
  header: string,
  check: (request: InboundRequest, now: Date) => void,
  make: (at: Date) => string,
): SecretProof => ({
  isShown: (request, now) => {
    try {
      check(request, now);
      return true;
    } catch {
      return false;
    }
  },
  shownAgain: (kept, at) => ({ ...kept, headers: { ...kept.headers, [header]: [make(at)] } }),
});
