import { faultsOf, type ConfigFault, type SliceCheck } from '@lienthong/config';
import { Ajv } from 'ajv';

/** A partner's slice, checked and complete, or what is wrong with it. */
export type SliceRead<Slice> =
  { readonly ok: true; readonly config: Slice } | { readonly ok: false; readonly faults: readonly ConfigFault[] };

/**
 * A reader of slices: checks one and fills in the defaults; every fault names its key, what was found and what is allowed.
 *
 * @param check what the schema cannot say; sees a slice that the schema allows, with its defaults
 */
export function sliceReader<Slice>(schema: object, check?: SliceCheck): (slice: unknown) => SliceRead<Slice> {
  const validate = new Ajv({ allErrors: true, useDefaults: true, verbose: true }).compile<Slice>(schema);
  return (slice) => {
    const config: unknown = structuredClone(slice);
    if (!validate(config)) return { ok: false, faults: faultsOf(validate.errors ?? []) };
    const faults = check?.(config as Readonly<Record<string, unknown>>) ?? [];
    return faults.length > 0 ? { ok: false, faults } : { ok: true, config };
  };
}

/** Faults of accounts that have a name which another one before them has. */
export const repeatedName = (accounts: readonly { readonly name: string }[], index: number): readonly ConfigFault[] => {
  const { name } = accounts[index]!;
  return accounts.findIndex((account) => account.name === name) === index
    ? []
    : [{ pointer: `/accounts/${index}/name`, found: `"${name}" a second time`, allowed: 'each name once' }];
};
