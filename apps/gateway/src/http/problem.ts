import type { PlacedFault } from './validate.js';
import { problems, type ProblemCode } from './problems.messages.js';

export interface ProblemOptions {
  /** Fill the sentence; numbers and our own words, never a value that the caller sent. */
  readonly params?: Readonly<Record<string, string | number>>;
  readonly errors?: readonly PlacedFault[];
  /** Extension members, for example `current`. */
  readonly extra?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
}

/** An answer that is not a success. Thrown by the rim only; `problem.filter.ts` writes it. */
export class Problem extends Error {
  constructor(
    readonly code: ProblemCode,
    readonly options: ProblemOptions = {},
  ) {
    super(code);
    this.name = 'Problem';
  }
  get status(): number {
    return problems[this.code].status;
  }
}

/** RFC 9457 with our own members (api.md "Errors"). */
export interface ProblemDocument {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: ProblemCode;
  readonly whoActs: string;
  readonly traceId: string;
  readonly errors?: readonly PlacedFault[];
}

export const problemType = 'application/problem+json; charset=utf-8';

/** The document of a problem. */
export function problemDocument({ code, options }: Problem, traceId: string): ProblemDocument {
  const { status, whoActs, title, detail } = problems[code];
  const sentence = detail.replace(/\{(\w+)\}/g, (_, name: string) => String(options.params?.[name] ?? ''));
  return {
    type: `urn:lienthong:problem:${code}`,
    title,
    status,
    detail: sentence,
    code,
    whoActs,
    traceId,
    ...options.extra,
    ...(options.errors ? { errors: options.errors } : {}),
  };
}

/** 401 for a missing, malformed or unknown key alike. */
export const unknownClient = (): Problem =>
  new Problem('access.unknownClient', { headers: { 'www-authenticate': 'Bearer realm="lienthong"' } });

/** `request.invalid` with its places. */
export const invalid = (errors: readonly PlacedFault[]): Problem => new Problem('request.invalid', { errors });
