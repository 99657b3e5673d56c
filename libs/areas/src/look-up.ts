import { reformDay, type Area } from './area.js';
import { tables, type AreaTable } from './tables.js';

/** A calendar day, `2026-11-22`. */
export type Day = string;

const tableOn = (day: Day): AreaTable => (day < reformDay ? tables().former : tables().present);

/** The area that a code stood for on a day. */
export const areaOn = (code: string, day: Day): Area | undefined => tableOn(day).get(code);

/** Every area that stood on a day, in the order of their codes. */
export const areasOn = (day: Day): Iterable<Area> => tableOn(day).values();
