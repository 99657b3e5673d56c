import { sql } from 'kysely';
import { finalStates } from '@lienthong/contracts';

/** The states in which work has ended, for `in` and `not in`. */
export const ended = sql.raw(`(${finalStates.map((state) => `'${state}'`).join(', ')})`);
