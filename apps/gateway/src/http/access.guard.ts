import { createParamDecorator, SetMetadata, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Caller } from '../access/callers.js';
import { contextOf } from './request-context.js';
import { Problem, unknownClient } from './problem.js';
import type { Admitted } from './refusals.js';

const admittedKey = 'lienthong:admitted';

/** Who may call this handler; without it nobody may. */
export const Admits = (admitted: readonly Admitted[]) => SetMetadata(admittedKey, admitted);

/** The caller was identified before the body was read; here it is decided whether it may do this. */
export class AccessGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const admitted = Reflect.getMetadata(admittedKey, context.getHandler()) as readonly Admitted[] | undefined;
    refuseUnless(admitted ?? [], callerOf(context));
    return true;
  }
}

function refuseUnless(admitted: readonly Admitted[], caller: Caller): void {
  if (caller.kind === 'client') {
    if (!admitted.includes('client')) throw new Problem('access.operatorOnly');
  } else if (admitted.includes('actingOperator')) {
    if (caller.role !== 'operator') throw new Problem('access.roleForbidden');
  } else if (!admitted.includes('operator')) throw new Problem('access.clientOnly');
}

function callerOf(context: ExecutionContext): Caller {
  const caller = contextOf(context.switchToHttp().getRequest<FastifyRequest>().raw)?.caller;
  if (!caller) throw unknownClient();
  return caller;
}

/** The caller, of whichever kind the handler admits. */
export const CurrentCaller = createParamDecorator((_: unknown, context: ExecutionContext): Caller => callerOf(context));
