import type { FaultCode } from '../../http/fields/faults.messages.js';
import { refusalOfKey, type Refusal } from '../../http/once.js';
import { invalid, Problem } from '../../http/problem.js';
import { placed } from '../../http/validate.js';
import type { ActOnHandoverAnswer, FilesRefused, HandOverAnswer } from '../core.js';

const unfit = {
  unknown: 'unit.unknown',
  notYet: 'unit.notYet',
  ended: 'unit.endedForGood',
  own: 'unit.own',
} as const satisfies Record<string, FaultCode>;

export function refusalOfHandOver(answer: Refusal<HandOverAnswer, 'accepted'>): Problem {
  switch (answer.kind) {
    case 'notFound':
      return new Problem('dossier.notFound');
    case 'unitUnfit':
      return new Problem('handover.unitUnfit', { errors: [placed('/toUnit', { code: unfit[answer.why] })] });
    case 'dueTooEarly':
      return new Problem('handover.dueTooEarly', { errors: [placed('/dueAt', { code: 'time.tooEarly' })] });
    case 'stepUnfit':
      return new Problem('handover.stepUnfit', { errors: [placed('/step', { code: 'step.notHeld' })] });
    case 'tooMany':
      return new Problem('handover.tooMany', { params: { most: answer.most } });
    case 'attachmentUnknown':
    case 'attachmentBehindHub':
      return refusalOfFiles(answer);
    default:
      return refusalOfKey(answer);
  }
}

export function refusalOfHandoverAct(answer: Refusal<ActOnHandoverAnswer, 'accepted'>): Problem {
  switch (answer.kind) {
    case 'notFound':
      return new Problem('handover.notFound');
    case 'notReceiver':
      return new Problem('handover.notReceiver');
    case 'notSender':
      return new Problem('handover.notSender');
    case 'notApplicable': {
      const { state } = answer;
      return new Problem('handover.notApplicable', { params: { state }, extra: { state } });
    }
    case 'attachmentUnknown':
    case 'attachmentBehindHub':
      return refusalOfFiles(answer);
    case 'expectedTooEarly':
      return new Problem('handover.dueTooEarly', { errors: [placed('/expectedAt', { code: 'time.tooEarly' })] });
    default:
      return refusalOfKey(answer);
  }
}

const fileFaults = {
  attachmentUnknown: 'attachment.unknown',
  attachmentBehindHub: 'attachment.behindHub',
} as const satisfies Record<FilesRefused['kind'], FaultCode>;

const refusalOfFiles = ({ kind, places }: FilesRefused): Problem =>
  invalid(places.map((place) => placed(`/${place}/attachment`, { code: fileFaults[kind] })));
