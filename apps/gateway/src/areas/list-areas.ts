import { areaOn, areasOn, lastFormerDay, type Area, type AreaLevel } from '@lienthong/areas';
import type { Page, Paged } from '../core-words.js';
import { cutPage, decodeCursor } from '../views/cursor.js';

export interface AreaFilter {
  /** The day on which they stand; today without it, and for a code that is no more the last day of former codes. */
  readonly on?: string;
  readonly level?: AreaLevel;
  readonly code?: string;
  /** Code of the area right above. */
  readonly parent?: string;
  readonly province?: string;
}

/** Areas in the order of their codes. */
export function listAreas(filter: AreaFilter, page: Page, today: string): Paged<Area> {
  const scope = { list: 'areas', ...filter };
  const after = decodeCursor(scope, page.cursor, 'string') ?? '';
  const rows: Area[] = [];
  for (const area of areasOn(filter.on ?? dayOf(filter.code, today))) {
    if (rows.length > page.limit) break;
    if (area.code > after && isMeant(area, filter)) rows.push(area);
  }
  return cutPage(rows, page, scope, ({ code }) => code);
}

/** Whoever asks for a code alone wants to know what it is, or was. */
const dayOf = (code: string | undefined, today: string): string =>
  code === undefined || areaOn(code, today) ? today : lastFormerDay;

const isMeant = (area: Area, { level, code, parent, province }: AreaFilter): boolean =>
  (level === undefined || area.level === level) &&
  (code === undefined || area.code === code) &&
  (parent === undefined || area.parent === parent) &&
  (province === undefined || area.province === province);
