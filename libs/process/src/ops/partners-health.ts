import { inVietnam } from '@lienthong/contracts';

/** How an outside system does, as this process sees it. */
export interface PartnerHealthLine {
  readonly partner: string;
  /** Its answer to the cheap question. */
  readonly state: 'up' | 'down';
  readonly cause?: string;
  /** When it was asked, ISO 8601: nobody who asks for readiness waits for a partner, so this may be some time ago. */
  readonly askedAt: string;
  /** Operations that are held back after failures; they are tried again by themselves. */
  readonly heldBack: readonly string[];
}
/** Answers at once, with what was known a moment ago: whoever asks for readiness must not wait for a partner. */
export type PartnersHealth = () => readonly PartnerHealthLine[];

/** What of a connectors' side is needed. */
export interface PartnersSource {
  partners(): Promise<readonly Omit<PartnerHealthLine, 'heldBack'>[]>;
  /** `breakersOpen`: `partner/operation` each. */
  stats(): { readonly breakersOpen: readonly string[] };
}

/** Asks the partners when it is made and whenever somebody looks, and tells what the last round brought; nothing before the first. */
export function partnersHealth(source: PartnersSource): PartnersHealth {
  let known: Awaited<ReturnType<PartnersSource['partners']>> = [];
  let asking = false;
  const ask = async (): Promise<void> => {
    if (asking) return;
    asking = true;
    try {
      known = await source.partners();
    } catch {
      // Partners that do not answer are `down`; only a side that is being closed fails here.
    } finally {
      asking = false;
    }
  };
  void ask();
  return () => {
    void ask();
    const open = source.stats().breakersOpen;
    return known.map(({ partner, state, cause, askedAt }) => ({
      ...{ partner, state },
      ...(cause === undefined ? {} : { cause }),
      askedAt: inVietnam(Date.parse(askedAt)),
      heldBack: open.filter((one) => one.startsWith(`${partner}/`)).map((one) => one.slice(partner.length + 1)),
    }));
  };
}
