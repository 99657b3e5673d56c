import { namedIn, namesOf, type NamedFile } from '../attachments/pipeline/named.js';
import { handoverSubject } from '../handovers/pipeline/handover-unit.js';
import type { Unit } from './unit.js';

/** Files that units name, each with the subject whose naming it already would allow it. */
export const filesNamedIn = (units: readonly Unit[]): readonly { readonly subject: string; readonly id: string }[] =>
  units.flatMap((unit) => {
    switch (unit.kind) {
      case 'put':
        return named(unit.subject, namedIn(unit.command.content));
      case 'handOver':
        return named(unit.subject, namesOf('documents', unit.command.documents));
      case 'actOnHandover':
        return named(handoverSubject(unit.command.handover), namesOf('documents', unit.command.documents));
      default:
        return [];
    }
  });

const named = (subject: string, files: readonly NamedFile[]) => files.map(({ id }) => ({ subject, id }));
