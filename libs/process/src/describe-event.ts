import { describeError } from '@lienthong/contracts';

/** Events carry errors; of those only what cannot hold a value somebody sent. */
export function describeEvent(detail: unknown): Record<string, unknown> {
  if (typeof detail !== 'object' || detail === null) return {};
  return Object.fromEntries(
    Object.entries(detail).map(([name, value]) => [name, value instanceof Error ? describeError(value) : value]),
  );
}
