/** W3C Trace Context, version 00. */
export interface TraceContext {
  /** 32 hex digits. */
  readonly traceId: string;
  /** 16 hex digits: our own part of the trace. */
  readonly spanId: string;
  /** What is handed on to store, bus and partner. */
  readonly traceparent: string;
}

const shape = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;

/** Continues the caller's trace where its header is valid, else begins one. `randomHex(n)` gives n lower-case hex digits. */
export function traceContext(header: unknown, randomHex: (digits: number) => string): TraceContext {
  const caller = typeof header === 'string' ? parse(header.trim()) : undefined;
  const traceId = caller?.traceId ?? randomHex(32);
  const spanId = randomHex(16);
  return { traceId, spanId, traceparent: `00-${traceId}-${spanId}-${caller?.flags ?? '01'}` };
}

function parse(header: string): { traceId: string; flags: string } | undefined {
  const [, version, traceId, parent, flags, rest] = shape.exec(header) ?? [];
  if (!version || !traceId || !parent || !flags || version === 'ff' || (version === '00' && rest !== undefined))
    return undefined;
  if (/^0+$/.test(traceId) || /^0+$/.test(parent)) return undefined;
  // Of the flags only "sampled" is defined; a later version may use others.
  return { traceId, flags: (parseInt(flags, 16) & 1).toString().padStart(2, '0') };
}

/** The caller's request id when it is harmless to repeat in a header and a log line. */
export const requestIdOf = (header: unknown): string | undefined =>
  typeof header === 'string' && /^[A-Za-z0-9._:/+=-]{1,128}$/.test(header) ? header : undefined;
