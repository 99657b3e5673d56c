import type { AddStepAnswer, PutDossierAnswer } from '../core.js';
import { quoted } from '../http/etag-header.js';
import { refusalOfKey, type Refusal } from '../http/once.js';
import { invalid, Problem } from '../http/problem.js';
import { placed } from '../http/validate.js';

export function refusalOfPut(answer: Refusal<PutDossierAnswer, 'accepted' | 'same'>, revision: number): Problem {
  switch (answer.kind) {
    case 'revisionConflict':
      return new Problem('dossier.revisionConflict', { params: { revision }, extra: { current: answer.current } });
    case 'stale':
      return new Problem('dossier.stale', { params: { current: answer.current }, extra: { current: answer.current } });
    case 'preconditionFailed':
      return new Problem('dossier.preconditionFailed', answer.etag ? { headers: { etag: quoted(answer.etag) } } : {});
    case 'attachmentUnknown':
      return invalid(answer.places.map((place) => placed(`/${place}/attachment`, { code: 'attachment.unknown' })));
    case 'forbidden':
      return new Problem('access.unitForbidden');
  }
}

export function refusalOfStep(answer: Refusal<AddStepAnswer, 'accepted' | 'same'>): Problem {
  switch (answer.kind) {
    case 'stepConflict':
      return new Problem('step.conflict');
    case 'notFound':
      return new Problem('dossier.notFound');
    default:
      return refusalOfKey(answer);
  }
}
