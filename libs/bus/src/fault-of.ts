/** The error's name and code: what may be stored and logged, since messages can quote personal values. */
export function faultOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return typeof error;
  const { name, code } = error as { name?: unknown; code?: unknown };
  return [name, code].filter(isPlainWord).join(' ') || 'Error';
}

function isPlainWord(value: unknown): value is string {
  return typeof value === 'string' && /^[\w.:-]{1,64}$/.test(value);
}
