import { sql, type Kysely } from 'kysely';
import type { Sealer } from '../../pipeline/sealer.js';
import { given } from '../../store/rows.js';
import { openAsked, openNote, openSaid, type HandoverBoxes, type NoteBox } from '../store/handover-boxes.js';

/** A line of a timeline, as far as it says of which handover it speaks. */
export interface WordedLine {
  readonly kind: string;
  readonly args: Readonly<Record<string, string | number>>;
}

/** What lines say in somebody's words; the words stand with the handover, under its key, and nowhere else. */
export type WordsOf = (line: WordedLine) => { readonly text?: string };

const boxes: Readonly<Record<string, 'asked' | 'said'>> = {
  'handover.sent': 'asked',
  'handover.refused': 'said',
  'handover.answered': 'said',
};

const none: WordsOf = () => ({});

interface WordsRow extends HandoverBoxes {
  readonly data_key: Buffer;
}

/** The words of these lines. `units`: only of what was handed to them. One that is no longer kept has none; nor has any other line. */
export async function readWords(
  db: Kysely<unknown>,
  sealer: Sealer,
  lines: readonly WordedLine[],
  units?: readonly string[],
): Promise<WordsOf> {
  const [own, notes] = [await readOwnWords(db, sealer, lines, units), await readNotes(db, sealer, lines, units)];
  return (line) => ('note' in line.args ? notes : own)(line);
}

async function readOwnWords(
  db: Kysely<unknown>,
  sealer: Sealer,
  lines: readonly WordedLine[],
  units?: readonly string[],
): Promise<WordsOf> {
  const ids = new Set(lines.flatMap(({ kind, args }) => (boxes[kind] ? [String(args['handover'])] : [])));
  if (ids.size === 0) return none;
  const { rows } = await sql<WordsRow>`
    select h.id, h.asked, h.said, t.data_key from gateway.handover h
      join gateway.subject t on t.subject = 'handover:' || h.id::text
    where h.id = any(${[...ids]}::uuid[])
      ${units === undefined ? sql`` : sql`and h.to_unit = any(${[...units]}::text[])`}`.execute(db);
  const found = new Map(rows.map((row) => [row.id, row]));
  return ({ kind, args }) => {
    const row = found.get(String(args['handover']));
    const box = boxes[kind];
    if (!row || !box) return {};
    const key = sealer.unwrap(row.data_key);
    return given('text', box === 'asked' ? openAsked(sealer, key, row).request : openSaid(sealer, key, row)?.text);
  };
}

interface NoteRow extends NoteBox {
  readonly data_key: Buffer;
}

async function readNotes(
  db: Kysely<unknown>,
  sealer: Sealer,
  lines: readonly WordedLine[],
  units?: readonly string[],
): Promise<WordsOf> {
  const noted = lines.filter(({ args }) => 'note' in args);
  if (noted.length === 0) return none;
  const idsOf = (name: string): readonly string[] => [...new Set(noted.map(({ args }) => String(args[name])))];
  const { rows } = await sql<NoteRow>`
    select n.handover, n.id, n.box, t.data_key from gateway.handover_note n
      join gateway.subject t on t.subject = 'handover:' || n.handover::text
      join gateway.handover h on h.id = n.handover
    where n.handover = any(${idsOf('handover')}::uuid[]) and n.id = any(${idsOf('note')}::uuid[])
      ${units === undefined ? sql`` : sql`and h.to_unit = any(${[...units]}::text[])`}`.execute(db);
  const found = new Map(rows.map((row) => [row.id, row]));
  return ({ args }) => {
    const row = found.get(String(args['note']));
    return row ? given('text', openNote(sealer, sealer.unwrap(row.data_key), row).text) : {};
  };
}
