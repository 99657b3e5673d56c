/**
 * One text per meaning: keys sorted, absent and `null` alike. Two bodies with the same text state the same dossier.
 */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(sorted(value));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value)
    .filter(([, item]) => item !== undefined && item !== null)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  // A null prototype, so that a key named __proto__ is a key.
  const target = Object.create(null) as Record<string, unknown>;
  for (const [key, item] of entries) target[key] = sorted(item);
  return target;
}
