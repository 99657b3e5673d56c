/** A day that exists, `2026-11-20`. */
export function isDay(text: string): boolean {
  const start = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : NaN;
  return !Number.isNaN(start) && new Date(start).toISOString().startsWith(text);
}
