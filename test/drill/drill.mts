import { prove } from '../proof/prove.mts';
import { whyNotHere } from '../proof/why-not-here.mts';
import { help, readOptions } from './options.mts';
import { whyUnreadable } from './own-backup.mts';
import { report } from './report.mts';
import { run } from './run.mts';

await prove(readOptions(process.argv.slice(2)), {
  ...{ name: 'drill', help, run, report },
  whyNot: (options) => whyNotHere(options) ?? whyUnreadable(options.of),
});
