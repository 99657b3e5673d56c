import type { Books } from '../../crash/books/books.mts';
import type { Violations } from '../../proof/books/violations.mts';
import type { Effects } from './effects-book.mts';
import type { Tables } from './tables.mts';

/** In the partners' codes, written down here once more from what they publish: a wrong table of ours shows. */
const atPortal: Readonly<Record<string, string>> = {
  ...{ registered: '1', received: '2', refused: '3', processing: '4', supplementRequested: '5' },
  ...{ paymentRequested: '6', withdrawn: '7', stopped: '8', completed: '9', returned: '10' },
};
const atMonitor: Readonly<Record<string, string>> = {
  ...{ registered: '1', received: '1', refused: '0', processing: '2', supplementRequested: '0' },
  ...{ paymentRequested: '0', withdrawn: '0', stopped: '0', completed: '2', returned: '3' },
};

export interface Everywhere {
  readonly books: Pick<Books, 'accepted' | 'portal'>;
  readonly tables: Pick<Tables, 'standings' | 'pushes'>;
  readonly effects: Pick<Effects, 'lastTold'>;
}

/**
 * Whatever journey a dossier belongs to: the portal has it, created once, with the status that the gateway has for it; and so has the
 * monitor, where nothing that it was to hear is left to a person.
 */
export function judgeEverywhere({ books, tables, effects }: Everywhere, violations: Violations): void {
  const refused = new Set(
    books.accepted.filter(({ story }) => story.refused === 'sync').map(({ story }) => story.code),
  );
  for (const [code, { created }] of books.portal)
    if (created > 1) violations.add('doubled: a second create', `${code}: ${created} creates`);
  for (const [code, { status, synced }] of tables.standings) {
    if (!refused.has(code)) judgeAtPortal(code, { status, synced }, books, violations);
    judgeAtMonitor(code, status, { tables, effects }, violations);
  }
}

function judgeAtPortal(
  code: string,
  { status, synced }: { readonly status: string; readonly synced: string | null },
  { portal }: Everywhere['books'],
  violations: Violations,
): void {
  if (synced !== 'settled done')
    return violations.add('lost: the portal was not told of a dossier to the end', `${code}: ${synced}`);
  const told = String(portal.get(code)?.lastRecord['TrangThaiHoSo']);
  if (told !== atPortal[status])
    violations.add('lost: the portal holds another status', `${code}: ${told}, ${status} here`);
}

function judgeAtMonitor(
  code: string,
  status: string,
  { tables, effects }: Pick<Everywhere, 'tables' | 'effects'>,
  violations: Violations,
): void {
  const pushes = tables.pushes.get(code);
  if (pushes === undefined) return violations.add('lost: nothing for the monitor', code);
  if (pushes.done < pushes.all) return;
  const told = effects.lastTold.get(code);
  if (told !== atMonitor[status])
    violations.add('lost: the monitor holds another status', `${code}: ${told}, ${status} here`);
}
