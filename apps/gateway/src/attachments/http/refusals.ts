import type { FileFault } from '@lienthong/blobs';
import { limitHeaders } from '../../http/limit-headers.js';
import { refusalOfKey, type Refusal } from '../../http/once.js';
import { Problem } from '../../http/problem.js';
import type { ReceiveAttachmentAnswer } from '../core.js';

export function refusalOfUpload(answer: Refusal<ReceiveAttachmentAnswer, 'accepted'>): Problem {
  switch (answer.kind) {
    case 'refused':
      return refusalOfFile(answer.fault);
    case 'incomplete':
      return new Problem('request.incomplete');
    case 'tooManyUploads':
      return new Problem('attachment.tooManyUploads', {
        ...{ params: { most: answer.most }, extra: { most: answer.most } },
        headers: limitHeaders('uploads', answer.most, 'concurrent-requests', 2),
      });
    case 'unnamedFull':
      return new Problem('attachment.unnamedFull', {
        ...{ params: { maxBytes: answer.maxBytes }, extra: { maxBytes: answer.maxBytes } },
        headers: limitHeaders('unnamed', answer.maxBytes, 'content-bytes', 60),
      });
    case 'notOffered':
      return new Problem('attachment.notOffered');
    default:
      return refusalOfKey(answer);
  }
}

function refusalOfFile(fault: FileFault): Problem {
  switch (fault.code) {
    case 'tooLarge':
      return tooLarge(fault.maxBytes);
    case 'base64Broken':
      return new Problem('attachment.base64Broken', { params: { at: fault.at }, extra: { at: fault.at } });
    case 'archiveBomb':
      return new Problem('attachment.archiveBomb', {
        params: { maxBytes: fault.maxBytes },
        extra: { maxBytes: fault.maxBytes },
      });
    default:
      return new Problem(`attachment.${fault.code}`);
  }
}

export const tooLarge = (maxBytes: number): Problem => new Problem('request.tooLarge', { params: { maxBytes } });
