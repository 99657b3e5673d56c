import type { ConfigFault } from './config-fault.js';
import type { StatementColumn, StatementField, StatementProfile } from './statement-profile.js';

type Profile = Partial<Omit<StatementProfile<unknown>, 'name'>> & { readonly name: string };

/** Formats that are no table. */
const reserved: readonly string[] = ['camt053', 'mt940'];

/** What no schema sees of banks' own statements: columns that a direction needs, separators that mean two things, names that stand twice. */
export function checkStatementProfiles(profiles: readonly Profile[]): ConfigFault[] {
  const names = new Set(reserved);
  return profiles.flatMap((profile, index) => {
    const at = `/payments/statementProfiles/${index}`;
    const again = names.has(profile.name)
      ? [{ pointer: '/name', found: `"${profile.name}" a second time`, allowed: 'a name of its own' }]
      : [];
    names.add(profile.name);
    const own = [
      ...again,
      ...directionFaults(profile),
      ...columnFaults(profile),
      ...separatorFaults(profile),
      ...dateFaults(profile),
      ...factFaults(profile),
      ...checksumFaults(profile),
    ];
    return own.map((fault) => ({ ...fault, pointer: at + fault.pointer }));
  });
}

const needs: Readonly<Record<string, readonly StatementField[]>> = {
  columns: ['debit', 'credit'],
  sign: ['amount'],
  mark: ['amount', 'mark'],
  accounts: ['amount', 'debitedAccount'],
};

function directionFaults({ columns = {}, direction = { by: 'columns' } }: Profile): ConfigFault[] {
  const missing = needs[direction.by]!.filter((field) => columns[field] === undefined);
  const stated = Object.keys(direction).filter((key) => key !== 'by');
  return [
    ...missing.map((field) => ({
      pointer: `/columns/${field}`,
      found: 'nothing',
      allowed: `a column: direction is told by ${direction.by}`,
    })),
    ...(direction.by === 'mark'
      ? (['credit', 'debit'] as const)
          .filter((kind) => !direction[kind])
          .map((kind) => ({ pointer: `/direction/${kind}`, found: 'nothing', allowed: 'the marks of such rows' }))
      : stated.map((key) => ({ pointer: `/direction/${key}`, found: 'marks', allowed: 'nothing, unless by is mark' }))),
  ];
}

/** A column is found by its heading; in a file of fixed columns, by its place. */
function columnFaults({ columns = {}, fixedColumns, headings }: Profile): ConfigFault[] {
  const faults = Object.entries(columns).flatMap(([field, column]) => {
    const fault = fixedColumns === undefined ? unlabelled(column) : misplaced(column, fixedColumns);
    return fault ? [{ ...fault, pointer: `/columns/${field}${fault.pointer}` }] : [];
  });
  if (headings !== false || fixedColumns !== undefined) return faults;
  return [...faults, { pointer: '/headings', found: 'false', allowed: 'true, unless fixedColumns is stated' }];
}

function unlabelled({ labels, position }: StatementColumn): ConfigFault | undefined {
  if (position !== undefined) {
    return { pointer: '/position', found: String(position), allowed: 'labels, unless fixedColumns is stated' };
  }
  return labels ? undefined : { pointer: '/labels', found: 'nothing', allowed: 'the headings of the column' };
}

function misplaced({ labels, position }: StatementColumn, cells: number): ConfigFault | undefined {
  if (labels) return { pointer: '/labels', found: 'headings', allowed: 'a position: fixedColumns is stated' };
  if (position === undefined) {
    return { pointer: '/position', found: 'nothing', allowed: 'the place of the column, from 0' };
  }
  if (position < cells) return undefined;
  return { pointer: '/position', found: String(position), allowed: `at most ${cells - 1}, as fixedColumns says` };
}

function separatorFaults({
  delimiter = ',',
  quote = '"',
  amounts = { thousands: '', decimal: '' },
}: Profile): ConfigFault[] {
  const { thousands = '', decimal = '' } = amounts;
  const same = thousands !== '' && thousands === decimal;
  const swallowed = (['thousands', 'decimal'] as const).filter((name) => quote === '' && amounts[name] === delimiter);
  return [
    ...(same ? [{ pointer: '/amounts/decimal', found: `"${decimal}"`, allowed: 'another sign than thousands' }] : []),
    ...swallowed.map((name) => ({
      pointer: `/amounts/${name}`,
      found: `"${delimiter}", which ends a cell`,
      allowed: "another sign, or quote: '\"'",
    })),
  ];
}

const dateFaults = ({ dates = [] }: Profile): ConfigFault[] =>
  dates.flatMap((pattern, index) =>
    /yy/.test(pattern) && /MM/.test(pattern) && /dd/.test(pattern)
      ? []
      : [{ pointer: `/dates/${index}`, found: `"${pattern}"`, allowed: 'yyyy or yy, MM and dd in it' }],
  );

const factFaults = ({ facts = {}, required = [] }: Profile): ConfigFault[] =>
  required.flatMap((fact, index) =>
    facts[fact] ? [] : [{ pointer: `/required/${index}`, found: fact, allowed: 'a fact whose words are stated' }],
  );

function checksumFaults({ checksum, columns = {}, fixedColumns }: Profile): ConfigFault[] {
  if (!checksum) return [];
  if (columns.checksum === undefined) {
    return [{ pointer: '/columns/checksum', found: 'nothing', allowed: 'the column that holds the checksum' }];
  }
  return checksum.over.flatMap((cell, index) =>
    fixedColumns === undefined || cell < fixedColumns
      ? []
      : [{ pointer: `/checksum/over/${index}`, found: String(cell), allowed: `at most ${fixedColumns - 1}` }],
  );
}
