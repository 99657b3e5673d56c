/**
 * `npm run agencies:defects`: puts one defect after the other into a copy of the tree, and shows that the three agencies miss what it
 * takes. Prints a table; exit code 1 when one goes unseen.
 */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { saying, showPlanted } from '../crash/planted.mts';
import { defects } from './defects/list.mts';

const run = ['--dossiers', '90', '--seed', '7', '--kills', '0', '--away', '3', '--patience', '30'];

showPlanted({
  root: join(dirname(fileURLToPath(import.meta.url)), '../..'),
  ...{ room: 'agencies', script: 'agencies' },
  about: 'Puts one defect after the other into a copy of the tree; the three agencies must miss what it takes.',
  all: defects.map(({ name, evidence }) => ({
    ...{ name, isCompiled: true, seconds: 300, evidence: saying(evidence) },
    command: ['--disable-warning=ExperimentalWarning', 'test/agencies/agencies.mts', ...run],
  })),
});
