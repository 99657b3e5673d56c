export { areaLevels, lastFormerDay, reformDay } from './area.js';
export type { Area, AreaLevel } from './area.js';
export { toPresent } from './convert.js';
export type { Conversion, StatedArea, StatedPlace, UnknownReason } from './convert.js';
export { inForce } from './in-force.js';
export { areaOn, areasOn } from './look-up.js';
export type { Day } from './look-up.js';
