import { sql } from 'kysely';
import { finalStates } from '@lienthong/contracts';

/** The states in which an exchange has ended, for `in` and `not in`: literals, so that the index of open exchanges serves. */
export const ended = sql.raw(`(${finalStates.map((state) => `'${state}'`).join(', ')})`);
