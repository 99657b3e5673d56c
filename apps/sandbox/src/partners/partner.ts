import type { IncomingHttpHeaders } from 'node:http';
import type { Change } from '../journal/records.js';

/** An HTTP answer in the partner's own shape. */
export interface WireAnswer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

/** A request whose body was read whole. */
export interface WireRequest {
  method: string;
  path: string;
  /** Raw query string without its question mark; empty where there is none. */
  query: string;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/** A request as far as it could be understood before any checking. */
export interface ReadRequest {
  /** The operation it names; undefined where it names none. */
  operation?: string;
  /** Codes it is about, unchecked. */
  keys: string[];
  /** Body as the journal may keep it, without passwords; undefined = as received. */
  keepBody?: string;
  /** Checks, decides, answers; with a variant, in other words than usual. Called at most once. */
  work(holdings: Holdings, variant?: string): Work;
  /** Whether a variant of the partner means anything to this request. */
  takes(variant: string): boolean;
  /** The documented failure of this operation, with a message or the usual one. */
  refusal(message?: string): WireAnswer;
  /** Ends the session of this request and answers so. */
  expireSession(status: number): WireAnswer;
}

/** What the partner holds, changes still on their way to disk included. */
export interface Holdings {
  has(key: string): boolean;
  /** The record as last received whole; settles when it is fsynced. */
  record(key: string): Promise<unknown>;
  /** Its rows of progress in the order in which they were stored; settles when they are fsynced. */
  progress(key: string): Promise<unknown[]>;
}

/** What a request comes to: changes to store, all or none, then the answer. */
export interface Work {
  changes: Change[];
  answer: WireAnswer | Promise<WireAnswer>;
}

/** Why the sandbox itself cannot take a request. */
export type Inability = 'tooLarge' | 'unreadable' | 'broken';

/**
 * A stand-in of one partner. It knows the partner's wire, tables and words; it does not know situations, files or HTTP
 * servers.
 */
export interface Partner {
  /** Name in paths and in the journal, e.g. `dvc-portal`. */
  name: string;
  /** Vietnamese name for the start page. */
  title: string;
  operations: readonly string[];
  /** Other ways in which the partner was seen to answer, for the situation `otherWords`. */
  variants: readonly string[];
  /** Paths, POST unless said otherwise. `operation` where the path alone tells it. */
  routes: readonly { method?: 'GET' | 'POST'; path: string; operation?: string }[];
  /** The operation under which it calls us, for the situations of notifications; absent = it never does. */
  notifies?: string;
  /** Understands a request as far as it goes. Never throws. */
  read(request: WireRequest): ReadRequest;
  /** The documented failure for what the sandbox itself cannot take. */
  unable(reason: Inability): WireAnswer;
}

/** Variant behind the situation `alreadyExists`; a partner without creates does not have it. */
export const existsVariant = 'exists';
