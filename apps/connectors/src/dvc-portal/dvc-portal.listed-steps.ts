import { valueAt } from './dvc-portal.value-at.js';
import type { DvcProgress } from './dvc-portal.wire.js';

/**
 * Where a look-up lists the steps of a dossier: names of fields, nested ones parted by dots. No source shows such an answer, so
 * nothing of it is known beforehand but that a row is told by dossier, time, person and state.
 */
export interface ListedStepsAt {
  /** The list, within an element of the answer's result. */
  readonly steps: string;
  /** Within a row. A row without its dossier is of the one that was asked about. */
  readonly dossier: string;
  readonly time: string;
  readonly person: string;
  readonly state: string;
}

/** Whether a row is among the steps that a look-up listed; `notListed` where the answer has no such list, or rows that cannot be told. */
export function findStep(
  result: readonly unknown[],
  row: DvcProgress,
  at: ListedStepsAt,
): 'listed' | 'absent' | 'notListed' {
  const lists = result.map((element) => valueAt(element, at.steps));
  if (!lists.every((list): list is unknown[] => Array.isArray(list))) return 'notListed';
  const told = lists.flat().map((step) => identityOf(step, row, at));
  const wanted = [row.MaHoSo, row.ThoiDiemXuLy, row.NguoiXuLy, row.TrangThai].map(plain).join('\n');
  if (told.includes(wanted)) return 'listed';
  return told.includes(undefined) ? 'notListed' : 'absent';
}

/** `undefined` also where a time or a state is written in another form than ours: it might be the same. */
function identityOf(step: unknown, row: DvcProgress, at: ListedStepsAt): string | undefined {
  const values = [
    valueAt(step, at.dossier) ?? row.MaHoSo,
    ...[at.time, at.person, at.state].map((of) => valueAt(step, of)),
  ];
  if (!values.every(isWord)) return undefined;
  const [dossier, time, person, state] = values.map(plain) as [string, string, string, string];
  const isInOurForm =
    formOf(time) === formOf(plain(row.ThoiDiemXuLy)) && /^\d+$/.test(state) === /^\d+$/.test(plain(row.TrangThai));
  return isInOurForm ? [dossier, time, person, state].join('\n') : undefined;
}

const isWord = (value: unknown): value is string | number => typeof value === 'string' || typeof value === 'number';
const plain = (value: string | number): string => String(value).trim().normalize('NFC');
/** Digits are alike, everything else is itself. */
const formOf = (text: string): string => text.replace(/\d/g, '0');
