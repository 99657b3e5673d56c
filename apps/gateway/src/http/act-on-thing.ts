import type { FastifyRequest } from 'fastify';
import type { OperatorCaller } from '../access/callers.js';
import type { ActOnThing } from '../core-words.js';
import { onceOf } from './once.js';

/** An operator's act without a body on one thing of a list: `POST {list}/{id}/{act}`. */
export const actOnThing = (
  request: FastifyRequest,
  { name: operator }: OperatorCaller,
  { list, id, act }: { readonly list: string; readonly id: string; readonly act: string },
): ActOnThing => ({ id, operator, ...onceOf(request, `${list}/${id}/${act}`, {}) });
