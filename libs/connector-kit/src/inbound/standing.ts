import { isMoney, type InboundFact } from './facts.js';
import { type Expectation, type Standing } from './port.js';

/** How a fact on an account stands to what is expected under its reference. */
export function standingOf(fact: InboundFact, account: string, expected: Expectation | undefined): Standing {
  // Which deliveries, handovers and dossiers there are is not known here.
  if (!isMoney(fact)) return 'unknownReference';
  if (fact.reference === undefined) return 'noReference';
  if (!expected) return 'unknownReference';
  if (expected.account !== account) return 'otherAccount';
  if (expected.state !== 'open' && expected.state !== 'initiating') return 'notOpen';
  if (fact.amount !== undefined && fact.amount !== expected.amount) return 'otherAmount';
  return 'expected';
}
