import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Partner } from '../partners/partner.js';
import { refuse } from '../serving/refuse.js';
import { kindOf, situationKinds, type SituationName } from './catalogue.js';
import { readSituation } from './situation.js';
import type { Situations } from './situations.js';

interface Scope {
  Params: { partner: string; operation?: string };
  Querystring: { key?: string };
}

/** `/situations/…`: what the partners are made to go through. */
export function situationRoutes(app: FastifyInstance, situations: Situations, partners: readonly Partner[]): void {
  app.get('/situations', () => ({ items: situations.list(), kinds: situationKinds }));
  app.delete('/situations', () => ({ removed: situations.remove() }));

  for (const url of ['/situations/:partner', '/situations/:partner/:operation']) {
    app.get<Scope>(url, (request, reply) => {
      const { partner, operation } = request.params;
      return refuseScope(reply, request.params, partners) ?? { items: situations.list(partner, operation) };
    });
    app.put<Scope>(url, (request, reply) => {
      const { partner, operation } = request.params;
      const refused = refuseScope(reply, request.params, partners);
      if (refused) return refused;
      const situation = readSituation(request.body, partners.find(({ name }) => name === partner)!.variants);
      if (Array.isArray(situation)) {
        const detail = situation.map(({ field, problem }) => `${field || 'the body'} ${problem}`).join('; ');
        return refuse(reply, 400, 'situation.invalid', detail, { errors: situation });
      }
      const misplaced = complainAboutPlace(
        situation.situation,
        operation,
        partners.find(({ name }) => name === partner)!,
      );
      if (misplaced) return refuse(reply, 400, 'situation.invalid', misplaced);
      const inForce = situations.put(partner, operation, situation);
      return inForce ?? refuse(reply, 409, 'situations.tooMany', 'too many situations are in force; clear some first');
    });
    app.delete<Scope>(url, (request, reply) => {
      const { partner, operation } = request.params;
      const refused = refuseScope(reply, request.params, partners);
      return refused ?? { removed: situations.remove(partner, operation, request.query.key) };
    });
  }
}

/** A situation of notifications strikes where the partner calls us, every other one where it is called. */
function complainAboutPlace(name: SituationName, operation: string | undefined, partner: Partner): string | undefined {
  const { notifies } = partner;
  if (kindOf(name).moment !== 'notification') {
    return operation !== undefined && operation === notifies
      ? `${name} means nothing to ${operation}, where ${partner.name} calls us`
      : undefined;
  }
  if (notifies === undefined) return `${partner.name} sends no notifications`;
  return operation === undefined || operation === notifies
    ? undefined
    : `${name} strikes notifications only: leave the operation out or name ${notifies}`;
}

function refuseScope(reply: FastifyReply, { partner, operation }: Scope['Params'], partners: readonly Partner[]) {
  const found = partners.find(({ name }) => name === partner);
  if (!found) {
    return refuse(reply, 404, 'partner.unknown', `partners here: ${partners.map(({ name }) => name).join(', ')}`);
  }
  if (operation !== undefined && !found.operations.includes(operation)) {
    return refuse(reply, 404, 'operation.unknown', `operations of ${partner}: ${found.operations.join(', ')}`);
  }
  return undefined;
}
