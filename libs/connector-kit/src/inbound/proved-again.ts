import type { InboundRoute } from './port.js';

/** A kept request with a header that is not kept, as `InboundRoute.provedAgain` gives it. */
export const withHeader =
  (name: string, value: (at: Date) => string): NonNullable<InboundRoute['provedAgain']> =>
  (kept, at) => ({ ...kept, headers: { ...kept.headers, [name]: [value(at)] } });
