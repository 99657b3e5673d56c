import { points as allPoints } from '@lienthong/contracts';
import { prove } from '../proof/prove.mts';
import { whyNotHere } from '../proof/why-not-here.mts';
import { help, readOptions } from './options.mts';
import { report } from './report.mts';
import { run } from './run.mts';

await prove(readOptions(process.argv.slice(2), allPoints), { name: 'crash', help, whyNot: whyNotHere, run, report });
