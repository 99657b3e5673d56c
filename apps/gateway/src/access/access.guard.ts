import {
  createParamDecorator,
  SetMetadata,
  UseGuards,
  applyDecorators,
  type CanActivate,
  type ExecutionContext,
} from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { contextOf } from '../http/request-context.js';
import { Problem } from '../http/problem.js';
import type { Caller, ClientCaller, OperatorCaller } from './callers.js';
import { ApiBearerAuth } from '@nestjs/swagger';

type Admitted = 'client' | 'operator' | 'actingOperator';
const admittedKey = 'lienthong:admitted';

/** Who may call this controller or handler; without it nobody may. */
export const AdmitOnly = (...admitted: Admitted[]) =>
  applyDecorators(SetMetadata(admittedKey, admitted), UseGuards(AccessGuard), ApiBearerAuth());

/** The caller was identified before the body was read; here it is decided whether it may do this. */
export class AccessGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const caller = callerOf(context);
    const admitted = [context.getHandler(), context.getClass()]
      .map((target) => Reflect.getMetadata(admittedKey, target) as readonly Admitted[] | undefined)
      .find((found) => found !== undefined);
    refuseUnless(admitted ?? [], caller);
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

/** 401 for a missing, malformed or unknown key alike. */
export const unknownClient = (): Problem =>
  new Problem('access.unknownClient', { headers: { 'www-authenticate': 'Bearer realm="lienthong"' } });

/** The caller, of whichever kind the handler admits. */
export const CurrentCaller = createParamDecorator((_: unknown, context: ExecutionContext): Caller => callerOf(context));
export type { Caller, ClientCaller, OperatorCaller };
