/** Seconds of `Prefer: wait=N` (RFC 7240), at most 30; undefined without one. An unreadable preference is ignored, as the RFC says. */
export function waitSeconds(header: unknown): number | undefined {
  const text = Array.isArray(header) ? header.join(',') : typeof header === 'string' ? header : '';
  const found = /(?:^|[,;])\s*wait\s*=\s*"?(\d{1,20})"?\s*(?:$|[,;])/i.exec(text);
  return found ? Math.min(30, Number(found[1])) : undefined;
}
