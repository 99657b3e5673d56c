/**
 * `npm run chaos:defects`: puts one defect after the other into a copy of the tree, and shows that a short run misses what it takes.
 * Prints a table; exit code 1 when one goes unseen.
 */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { saying, showPlanted } from '../crash/planted.mts';
import { defects } from './defects/list.mts';

const run = ['--minutes', '0.5', '--rate', '5', '--others', '1', '--seed', '7', '--patience', '120'];

showPlanted({
  root: join(dirname(fileURLToPath(import.meta.url)), '../..'),
  ...{ room: 'chaos', script: 'chaos' },
  about: 'Puts one defect after the other into a copy of the tree; a short run of chaos must miss what it takes.',
  all: defects.map(({ name, evidence }) => ({
    ...{ name, isCompiled: true, seconds: 400, evidence: saying(evidence) },
    command: ['--disable-warning=ExperimentalWarning', 'test/chaos/chaos.mts', ...run],
  })),
});
