import type { Count, EventDraft } from '../../journey/draft.js';
import { stateOf } from '../rules/delivery.js';
import type { DeliveryConsequence } from '../rules/happen.js';
import type { StoredDelivery } from './stored.js';

/** Who or what brought it about: a client, the gateway itself, or the post. */
export interface Cause {
  readonly at: string;
  readonly by: string;
  readonly exchange?: string;
  /** When the post says that it happened. */
  readonly happenedAt?: string;
  readonly why?: string;
  readonly whoActs?: string;
  /** The post had the order before we asked, by its own word. */
  readonly existed?: true;
}

/** A line of the dossier's timeline about a delivery, as it stands by then. */
export function lineOf(what: string, delivery: StoredDelivery, cause: Cause): EventDraft {
  const { id, reference, direction } = delivery;
  const { at, by, exchange, happenedAt, why, whoActs, existed } = cause;
  return {
    ...{ at, kind: `delivery.${what}`, by },
    ...(exchange === undefined ? {} : { exchange }),
    args: {
      ...{ delivery: id, reference, direction, state: stateOf(delivery) },
      ...(happenedAt === undefined ? {} : { happenedAt }),
      ...(why === undefined ? {} : { cause: why }),
      ...(whoActs === undefined ? {} : { whoActs }),
      ...(existed ? { existed: 1 } : {}),
    },
  };
}

/** The line that a consequence is worth. */
export function lineOfConsequence(
  consequence: DeliveryConsequence,
  delivery: StoredDelivery,
  cause: Cause,
): EventDraft {
  switch (consequence.kind) {
    case 'callOffRefused':
      return lineOf('cancelRefused', delivery, cause);
    case 'doubted':
      return withArgs(lineOf('doubted', delivery, { ...cause, whoActs: 'operator' }), { says: consequence.says });
    case 'contradicted':
      return lineOf('contradicted', delivery, cause);
    case 'moved':
      return lineOf(consequence.to, delivery, cause);
  }
}

const withArgs = (line: EventDraft, more: EventDraft['args']): EventDraft => ({
  ...line,
  args: { ...line.args, ...more },
});

/** What it adds to the business counters. */
export const countsOf = (consequence: DeliveryConsequence, { direction }: StoredDelivery): readonly Count[] =>
  'to' in consequence ? [{ name: 'deliveries_total', labels: { direction, state: consequence.to } }] : [];
