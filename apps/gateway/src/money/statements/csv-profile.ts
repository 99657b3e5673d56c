import type { StatementProfile } from '@lienthong/config';

export type {
  StatementColumn as CsvColumn,
  StatementDirection as CsvDirection,
  StatementFact as CsvFact,
  StatementField as CsvField,
} from '@lienthong/config';

/** One bank's file as data, ready to read by: labels plain, marks and words in capitals, its secret open. */
export type CsvProfile = StatementProfile<string>;
