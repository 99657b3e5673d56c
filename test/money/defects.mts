/**
 * `npm run money:defects`: takes one check after the other out of a copy of the tree, and shows that a test goes red for each. Prints a
 * table; exit code 1 when one is not missed by anybody.
 */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { showPlanted } from '../crash/planted.mts';
import { defects } from './defects/list.mts';

const escaped = (title: string): string => title.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

showPlanted({
  root: join(dirname(fileURLToPath(import.meta.url)), '../..'),
  ...{ room: 'money', script: 'money' },
  about: 'Takes one check of money after the other out of a copy of the tree; a test must go red for each.',
  all: defects.map(({ name, spec, title }) => ({
    // Jest reads the sources.
    ...{ name, isCompiled: false, seconds: 180 },
    command: [
      ...['--disable-warning=ExperimentalWarning', '--experimental-vm-modules', 'node_modules/jest/bin/jest.js'],
      ...['--runInBand', '--verbose', spec, ...(title === '' ? [] : ['-t', escaped(title)])],
    ],
    evidence: (text) => {
      const red = text.match(/^\s*✕ .*$/gm) ?? [];
      return red.length > 0 ? `${red.length} red in ${spec.split('/').at(-1)}` : undefined;
    },
    hasTried: (text) => /^\s*✓ /m.test(text),
  })),
});
