import type { HeadProof, InboundHead } from './port.js';

/** A secret that one header shows; `check` throws where a head does not show it. */
export const secretInHead = (
  header: string,
  check: (head: InboundHead, now: Date) => void,
  make: (at: Date) => string,
): HeadProof => ({
  isShown: (head, now) => {
    try {
      check(head, now);
      return true;
    } catch {
      return false;
    }
  },
  shownAgain: (kept, at) => ({ ...kept, headers: { ...kept.headers, [header]: [make(at)] } }),
});
