/** `2026-11-16 10:00` on a clock in Vietnam, in epoch milliseconds. */
export const at = (text: string): number => {
  const instant = Date.parse(`${text.replace(' ', 'T')}+07:00`);
  if (Number.isNaN(instant)) throw new Error(`no instant: ${text}`);
  return instant;
};

/** The same, backwards, to the minute where it is a whole one. */
export const shown = (instant: number): string => {
  const text = new Date(instant + 7 * 3_600_000).toISOString().replace('T', ' ');
  return text.slice(0, text.endsWith(':00.000Z') ? 16 : -1);
};
