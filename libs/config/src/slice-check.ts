import type { ConfigFault } from './config-fault.js';

/** What no schema can say of a partner's slice: faults with pointers into the slice. Called for slices that fit their schema. */
export type SliceCheck = (slice: Readonly<Record<string, unknown>>) => readonly ConfigFault[];

const checkOf = Symbol('check of a slice');

/** A slice's schema that brings a check of its own along. */
export const schemaWithCheck = (schema: object, check: SliceCheck): object => ({ ...schema, [checkOf]: check });

/** Runs the checks that the partners' schemas brought. */
export function checkSlices(
  schemas: Readonly<Record<string, object>>,
  partners: Readonly<Record<string, unknown>>,
): ConfigFault[] {
  return Object.entries(partners).flatMap(([partner, slice]) => {
    const check = (schemas[partner] as { readonly [checkOf]?: SliceCheck } | undefined)?.[checkOf];
    const faults = check?.(slice as Readonly<Record<string, unknown>>) ?? [];
    return faults.map((fault) => ({ ...fault, pointer: `/partners/${partner}${fault.pointer}` }));
  });
}
