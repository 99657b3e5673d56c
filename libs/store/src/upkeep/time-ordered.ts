/** The lowest UUIDv7 of an instant (epoch milliseconds). */
export function firstIdOf(millis: number): string {
  const hex = Math.max(0, Math.floor(millis)).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-7000-8000-000000000000`;
}

/** Below every id. */
export const beforeFirstId = '00000000-0000-0000-0000-000000000000';
