import { laneOf, listExchanges, type Exchange } from '../../proof/exchanges.mts';
import type { Accepted } from '../load.mts';
import { isPosted } from '../story.mts';
import type { System } from '../system.mts';
import { readPortalBook, type PortalEntry } from '../../proof/books/portal-book.mts';
import { readReferenceBook, type ReferenceBook } from './reference-book.mts';
import { readStrays, type Strays } from './strays.mts';

/** What was promised, what the gateway says, and what the partners saw. */
export interface Books {
  readonly accepted: readonly Accepted[];
  /** By lane, in the order of numbers. */
  readonly lanes: ReadonlyMap<string, readonly Exchange[]>;
  readonly portal: ReadonlyMap<string, PortalEntry>;
  readonly reference: ReferenceBook;
  readonly strays: Strays;
}

export async function readBooks(system: System, accepted: readonly Accepted[]): Promise<Books> {
  const { api, partners } = system;
  const lanes = Map.groupBy(await listExchanges(api), laneOf);
  for (const exchanges of lanes.values()) exchanges.sort((a, b) => a.number - b.number);
  const portal = await readPortalBook(partners.sandboxUrl);
  const reference = await readReferenceBook(partners.referenceControlUrl);
  return { accepted, lanes, portal, reference, strays: await readStrays(system) };
}

export const operationsUsed = [
  'dvc-portal/syncDossier',
  'dvc-portal/addProgress',
  'reference/setState',
  'reference/reserve',
  'reference/appendNote',
  'reference/post',
] as const;
export type OperationUsed = (typeof operationsUsed)[number];

/** How many exchanges of an operation the accepted words about a dossier must have started. */
export function promised({ revisions, steps }: Accepted, operation: OperationUsed): number {
  switch (operation) {
    case 'dvc-portal/syncDossier':
    case 'reference/setState':
      return revisions;
    case 'reference/reserve':
      return revisions > 0 ? 1 : 0;
    case 'dvc-portal/addProgress':
    case 'reference/appendNote':
      return steps;
    case 'reference/post':
      return Array.from({ length: steps }, (_, index) => `step-${index + 1}`).filter(isPosted).length;
  }
}

export const exchangesOf = ({ lanes }: Books, { story }: Accepted, operation: OperationUsed): readonly Exchange[] =>
  lanes.get(`${story.code} ${operation}`) ?? [];

/** Numbers 1…n. */
export const upTo = (n: number): number[] => Array.from({ length: n }, (_, index) => index + 1);

export const told = ({ subject, partner, operation, number, state, outcome, cause, id }: Exchange): string =>
  `${subject} ${partner}/${operation} #${number} ${state} ${outcome ?? ''} ${cause ?? ''} (${id})`;
