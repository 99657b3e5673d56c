import type { Situation } from '../situations/situation.js';
import type { Dialect, OutgoingCall } from './dialect.js';
import type { Notice } from './notice.js';

/** What happened, as a situation tells it. */
export function spoiltFacts({ dialect, ...notice }: Notice, situation: Situation | undefined): unknown {
  const facts = notice.facts();
  switch (situation?.situation) {
    case 'wrongAmount':
      return dialect.wrongAmount(facts);
    case 'otherAccount':
      return dialect.otherAccount(facts);
    case 'contradicts':
      return dialect.contradicting?.(facts) ?? facts;
    default:
      return facts;
  }
}

/** A signed request, as a situation sends it. */
export function spoiltCall(
  dialect: Dialect<unknown>,
  call: OutgoingCall,
  situation: Situation | undefined,
): OutgoingCall {
  switch (situation?.situation) {
    case 'tampered':
      return dialect.tampered(call);
    case 'missingSignature':
      return dialect.unsigned(call);
    case 'doubledSignature':
      return dialect.signedTwice(call);
    default:
      return call;
  }
}
