import { plainToInstance } from 'class-transformer';
import { validateSync, type ValidationError } from 'class-validator';
import { faultMessage, type FaultCode } from './fields/faults.messages.js';
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

export const placed = (pointer: string, { code, params }: Fault): PlacedFault => ({
  pointer,
  code,
  detail: faultMessage(code, params),
});

/** Checks a parsed body against a DTO class. Empty when all is well; the body itself is then what it claims to be. */
export function faultsOf(type: new () => object, body: unknown): readonly PlacedFault[] {
  const shape = object.check(body);
  if (shape) return [placed('', shape)];
  const errors = validateSync(plainToInstance(type, body as object), {
    whitelist: true,
    forbidNonWhitelisted: true,
    validationError: { target: false, value: false },
  });
  return collect(errors, []).slice(0, maxFaults);
}

function collect(errors: readonly ValidationError[], path: readonly (string | number)[]): PlacedFault[] {
  return errors.flatMap((error) => {
    const here = [...path, /^\d+$/.test(error.property) ? Number(error.property) : error.property];
    const fault = error.constraints && faultFrom(error.constraints);
    return [...(fault ? [placed(pointerTo(here), fault)] : []), ...collect(error.children ?? [], here)];
  });
}

function faultFrom(constraints: Record<string, string>): Fault {
  if (constraints['rule'] !== undefined) return JSON.parse(constraints['rule']) as Fault;
  const code: FaultCode = constraints['whitelistValidation'] === undefined ? 'type.object' : 'field.unknown';
  return { code };
}
