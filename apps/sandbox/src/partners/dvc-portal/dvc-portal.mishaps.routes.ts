import type { FastifyInstance } from 'fastify';
import { Fields, type FieldProblem } from '../../fields.js';
import type { Journal } from '../../journal/journal.js';
import { refuse, refuseFields } from '../../serving/refuse.js';
import type { Mishaps } from './dvc-portal.mishaps.js';

interface OfDossier {
  Params: { code: string };
}

/** `/dvc-portal/dossiers/{code}/…`: what goes wrong inside the portal. Not the wire of the portal. */
export function mishapRoutes(app: FastifyInstance, mishaps: Mishaps, journal: Pick<Journal, 'has'>): void {
  const known = (code: string): boolean => journal.has('dvc-portal', code);

  app.post<OfDossier>('/dvc-portal/dossiers/:code/loss', ({ params: { code } }, reply) => {
    if (!known(code)) return refuse(reply, 404, 'dossier.unknown', 'the portal has no such dossier');
    mishaps.lose(code);
    return { code, lost: true };
  });
  app.post<OfDossier>('/dvc-portal/dossiers/:code/status', ({ params: { code }, body }, reply) => {
    const problems: FieldProblem[] = [];
    const fields = new Fields(body, problems);
    const status = fields.needed('status', fields.text('status', 2, /^([1-9]|10)$/), '');
    fields.end();
    if (problems.length > 0) return refuseFields(reply, problems);
    if (!known(code)) return refuse(reply, 404, 'dossier.unknown', 'the portal has no such dossier');
    mishaps.setStatus(code, status);
    return { code, status };
  });
}
