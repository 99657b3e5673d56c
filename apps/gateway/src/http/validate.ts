import { validateSync, type ValidationError } from 'class-validator';
import { faultMessage } from './fields/faults.messages.js';
import { instanceOf } from './fields/known-fields.js';
import { isSound } from './fields/is-sound.js';
import { object, type Fault } from './fields/rules.js';
import { pointerTo } from './json/scan.js';

/** One wrong place of a request, as a problem document lists it. */
export interface PlacedFault {
  readonly pointer: string;
  readonly code: string;
  /** Vietnamese. */
  readonly detail: string;
}

const maxFaults = 50;

export const placed = (pointer: string, { code, params, at }: Fault): PlacedFault => ({
  pointer: at === undefined ? pointer : `${pointer}/${at}`,
  code,
  detail: faultMessage(code, params),
});

/** Checks a parsed body against a DTO class. Empty when all is well; the body itself is then what it claims to be. */
export function faultsOf(type: new () => object, body: unknown): readonly PlacedFault[] {
  const shape = object.check(body);
  if (shape) return [placed('', shape)];
  return isSound(type, body as object) ? [] : collectFaults(type, body as object);
}

/** What class-validator finds wrong, and where. */
export function collectFaults(type: new () => object, body: object): readonly PlacedFault[] {
  const { value, unknown } = instanceOf(type, body);
  const errors = validateSync(value, { validationError: { target: false, value: false } });
  const strangers = unknown.map((path) => placed(pointerTo(path), { code: 'field.unknown' }));
  return [...strangers, ...collect(errors, [])].slice(0, maxFaults);
}

function collect(errors: readonly ValidationError[], path: readonly (string | number)[]): PlacedFault[] {
  return errors.flatMap((error) => {
    const here = [...path, /^\d+$/.test(error.property) ? Number(error.property) : error.property];
    const fault = error.constraints && faultFrom(error.constraints);
    // What lies below something of the wrong kind says nothing.
    return fault ? [placed(pointerTo(here), fault)] : collect(error.children ?? [], here);
  });
}

/** Ours where there is one; else class-validator found something that is no object where one belongs. */
const faultFrom = ({ rule }: Record<string, string>): Fault =>
  rule === undefined ? { code: 'type.object' } : (JSON.parse(rule) as Fault);
