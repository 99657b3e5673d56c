import type { Caller } from '../access/callers.js';
import type { TraceContext } from './traceparent.js';

/** What the rim knows of a request before any controller runs. */
export interface RequestContext {
  readonly trace: TraceContext;
  readonly requestId: string;
  readonly caller?: Caller;
  /** Monotonic, milliseconds. */
  readonly startedAt: number;
  /** Of a write that was counted at intake: it is over as far as that goes. */
  readonly kept?: () => void;
}

const contexts = new WeakMap<object, RequestContext>();

/** Keyed by the raw Node request, which every layer can reach. */
export const setContext = (raw: object, context: RequestContext): void => void contexts.set(raw, context);
export const contextOf = (raw: object): RequestContext | undefined => contexts.get(raw);
