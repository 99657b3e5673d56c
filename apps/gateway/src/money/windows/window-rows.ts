import { sql, type RawBuilder } from 'kysely';
import { recordset } from '@lienthong/store';
import type { Batch } from '../../pipeline/batch.js';
import type { Unit } from '../../pipeline/unit.js';
import { reading, type Reading } from '../../store/reading.js';
import { standOf, type WindowRow } from './window-row.js';

/** Open windows, locked: whoever opens a payment takes its number from them. Behind all subjects. */
export function readWindows(units: readonly Unit[], { money, at }: Batch): Reading | undefined {
  if (!units.some(({ kind }) => kind === 'openPayment')) return undefined;
  return reading(
    sql<WindowRow>`
      select w.id, w.class, w.days, w.per_day, w.next, w.freed from gateway.admission_window w
      where w.until > ${new Date(at)}::timestamptz order by w.id for update`,
    (rows) => {
      for (const row of rows) {
        const window = { id: row.id, class: row.class, placed: 0, ...standOf(row) };
        money.windows.set(row.id, window);
        money.loadedWindows.set(row.id, window);
      }
    },
  );
}

/** Numbers that were given, those that are free again, and those that were and are no more; whatever the row holds by now. */
export function saveWindows({ money }: Batch): RawBuilder<unknown> | undefined {
  const touched = new Set([...changed(money), ...money.freedNumbers.map(({ window }) => window)]);
  if (touched.size === 0) return undefined;
  const rows = [...touched].map((id) => {
    const [window, loaded] = [money.windows.get(id), money.loadedWindows.get(id)];
    const used = loaded?.freed.filter((number) => !window!.freed.includes(number)) ?? [];
    const freed = money.freedNumbers.filter((one) => one.window === id).map(({ number }) => number);
    const places = (window?.placed ?? 0) - freed.length;
    return { id, next: window?.next ?? 0, places, used: `{${used.join(',')}}`, freed: `{${freed.join(',')}}` };
  });
  return sql`
    update gateway.admission_window w set next = greatest(w.next, r.next), given = w.given + r.places,
      freed = array(select n from unnest(w.freed || r.freed::int8[]) n where n <> all (r.used::int8[]))
    from ${recordset(rows, { id: 'uuid', next: 'int8', places: 'int4', used: 'text', freed: 'text' })} where w.id = r.id`;
}

const changed = ({ windows, loadedWindows }: Batch['money']): readonly string[] =>
  [...windows.values()].flatMap((window) => (loadedWindows.get(window.id) === window ? [] : [window.id]));
