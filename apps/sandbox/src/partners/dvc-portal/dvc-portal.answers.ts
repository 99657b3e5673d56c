import type { WireAnswer } from '../partner.js';
import { messages } from './dvc-portal.messages.js';

const headers = { 'content-type': 'application/json; charset=utf-8' };

/** An answer before it becomes bytes; keys in the order of the contract's samples. */
export interface PortalAnswer {
  session?: string;
  /** Seen as a number and as a string, for success and for failure. */
  error_code: number | string;
  message?: string;
  result?: unknown[];
}

export const onWire = (answer: PortalAnswer, status = 200): WireAnswer => ({
  status,
  headers,
  body: JSON.stringify(answer),
});

/** A documented failure: business failures come over HTTP 200. */
export const failure = (message: string, code: number | string = '-1'): PortalAnswer => ({ error_code: code, message });

/** Other ways in which the same portal was seen to say the same thing; chosen with situation `otherWords`. */
export const successVariants: Record<string, (answer: PortalAnswer) => PortalAnswer> = {
  codeInteger: (answer) => ({ ...answer, error_code: 0 }),
  codeString: (answer) => ({ ...answer, error_code: '0' }),
  codeDoubleZero: (answer) => ({ ...answer, error_code: '00' }),
  decomposed: (answer) => ({ ...answer, message: answer.message?.toUpperCase().normalize('NFD') }),
};

export const existsVariants: Record<string, PortalAnswer> = {
  exists: { error_code: '3', message: messages.exists },
  existsMinus3: { error_code: '-3', message: messages.existsOnSystem },
  existsWords: { error_code: '-1', message: messages.exists },
};

export const isSuccess = ({ error_code: code }: PortalAnswer): boolean => code === 0 || code === '0';
