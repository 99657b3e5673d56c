import type { StatementProfile } from '@lienthong/config';
import { plainLabel } from './csv-layout.js';
import type { CsvProfile } from './csv-profile.js';

/** A profile of the configuration, its usual values filled in, as rows are compared with it. */
export function configuredProfile(stated: StatementProfile): CsvProfile {
  const { columns, facts, direction, reversal, checksum, ...rest } = stated;
  return {
    ...usual,
    ...rest,
    amounts: { ...usual.amounts, ...rest.amounts },
    columns: mapped(columns, ({ labels, ...column }) =>
      labels ? { ...column, labels: labels.map(plainLabel) } : column,
    ),
    facts: mapped(facts ?? {}, (labels) => labels.map(plainLabel)),
    direction: direction?.by === 'mark' ? { ...direction, ...marksOf(direction) } : (direction ?? { by: 'columns' }),
    ...(reversal ? { reversal: { ...reversal, words: capitals(reversal.words ?? []) } } : {}),
    ...(checksum ? { checksum: { ...usualChecksum, ...checksum, secret: checksum.secret.reveal() } } : {}),
  };
}

/** As the schema says. */
const usual = {
  ...{ encoding: 'utf-8', delimiter: ',', quote: '"', amounts: { thousands: '', decimal: '' } },
  ...{ required: [], order: 'either' },
} as const;
const usualChecksum = { separator: '', secretFirst: true };

type Marks = Extract<StatementProfile['direction'], { readonly by: 'mark' }>;
const marksOf = ({ by: _, ...marks }: Marks) => mapped(marks, capitals) as Omit<Marks, 'by'>;
const capitals = (words: readonly string[]): readonly string[] => words.map((word) => word.toUpperCase());

const mapped = <Name extends string, From, To>(
  record: Readonly<Partial<Record<Name, From>>>,
  change: (value: From) => To,
): Partial<Record<Name, To>> =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value as From)])) as Partial<
    Record<Name, To>
  >;
