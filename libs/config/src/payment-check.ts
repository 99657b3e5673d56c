import { accountPartners } from './accounts.js';
import type { ConfigFault } from './config-fault.js';
import type { PaymentsConfig } from './config.js';

type Mapping = Readonly<Record<string, unknown>>;

/** What no schema sees in `payments:`, its defaults filled in: a bound below what is usual, and prefixes that differ. */
export function checkPayments(
  { openHours, longestOpenDays, referencePrefix }: PaymentsConfig,
  partners: Mapping,
  schemas: Readonly<Record<string, object>>,
): ConfigFault[] {
  const most = longestOpenDays * 24;
  const allowed = `${most} at most, as long as payments.longestOpenDays allows`;
  return [
    ...(openHours <= most ? [] : [{ pointer: '/payments/openHours', found: String(openHours), allowed }]),
    ...Object.keys(accountPartners).flatMap((partner) =>
      prefixFaults(referencePrefix, partner, partners[partner], schemas[partner]),
    ),
  ];
}

/** A provider that makes its order's number of our reference must cut off the very letters that the gateway puts before it. */
function prefixFaults(ours: string, partner: string, slice: unknown, schema: object | undefined): ConfigFault[] {
  const accounts = at(slice, 'accounts');
  if (!Array.isArray(accounts)) return [];
  const accountSchema = at(schema, 'properties', 'accounts', 'items');
  return accounts.flatMap((account: unknown, index) =>
    Object.keys(mappingOf(account) ?? {}).flatMap((provider) => {
      if (!mappingOf(at(account, provider))) return [];
      const stated = at(account, provider, 'referencePrefix');
      const usual = at(accountSchema, 'properties', provider, 'properties', 'referencePrefix', 'default');
      const theirs = stated ?? usual;
      if (typeof theirs !== 'string' || theirs === ours) return [];
      return [
        {
          pointer: `/partners/${partner}/accounts/${index}/${provider}/referencePrefix`,
          found: stated === undefined ? `nothing, which means ${theirs}` : theirs,
          allowed: `${ours}, as payments.referencePrefix: the reference of an order is found by it`,
        },
      ];
    }),
  );
}

const mappingOf = (value: unknown): Mapping | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Mapping) : undefined;

const at = (value: unknown, ...path: readonly string[]): unknown =>
  path.reduce<unknown>((found, key) => mappingOf(found)?.[key], value);
