import type { AddStepAnswer, DossierView, OperatorActAnswer, PutDossierAnswer } from '../core.js';
import { Problem } from '../http/problem.js';
import { timesInVietnam } from './fields/times.js';

type Refusal<Answer extends { kind: string }, Success extends string> = Exclude<Answer, { kind: Success }>;

/** An entity tag as it stands in a header. */
export const quoted = (etag: string): string => (etag.startsWith('"') ? etag : `"${etag}"`);

export function encodeDossier({ code, etag, content, ...seen }: DossierView): object {
  return timesInVietnam({ code, ...content, ...seen, etag });
}

export function refusalOfPut(answer: Refusal<PutDossierAnswer, 'accepted' | 'same'>, revision: number): Problem {
  switch (answer.kind) {
    case 'revisionConflict':
      return new Problem('dossier.revisionConflict', { params: { revision }, extra: { current: answer.current } });
    case 'stale':
      return new Problem('dossier.stale', { params: { current: answer.current }, extra: { current: answer.current } });
    case 'preconditionFailed':
      return new Problem('dossier.preconditionFailed', { headers: { etag: quoted(answer.etag) } });
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
    case 'idempotencyMismatch':
      return new Problem('idempotency.mismatch');
    case 'idempotencyInFlight':
      return new Problem('idempotency.inFlight', { headers: { 'retry-after': '1' } });
  }
}

export function refusalOfAct(answer: Refusal<OperatorActAnswer, 'accepted' | 'awaitsSecondPerson'>): Problem {
  switch (answer.kind) {
    case 'samePerson':
      return new Problem('exchange.samePerson');
    case 'findingsDiffer':
      return new Problem('exchange.findingsDiffer');
    case 'notFound':
      return new Problem('exchange.notFound');
    case 'unresolved':
      return new Problem('exchange.unresolved', { extra: { state: answer.state } });
    case 'ended':
      return new Problem('exchange.ended', { params: { state: answer.state }, extra: { state: answer.state } });
    case 'notApplicable':
      return new Problem('exchange.notApplicable', { params: { state: answer.state }, extra: { state: answer.state } });
    case 'versionConflict':
      return new Problem('exchange.versionConflict', {
        params: { version: answer.version },
        extra: { version: answer.version },
      });
    case 'idempotencyMismatch':
      return new Problem('idempotency.mismatch');
    case 'idempotencyInFlight':
      return new Problem('idempotency.inFlight', { headers: { 'retry-after': '1' } });
  }
}
