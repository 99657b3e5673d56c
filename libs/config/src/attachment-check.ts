import type { ConfigFault } from './config-fault.js';
import type { AttachmentsConfig } from './config.js';

/** Files lie in one place. */
export const checkAttachments = ({ folder, s3 }: AttachmentsConfig = {}): ConfigFault[] =>
  folder !== undefined && s3 !== undefined
    ? [
        {
          pointer: '/attachments/s3',
          found: 'a store beside a folder',
          allowed: 'attachments.folder or attachments.s3, not both',
        },
      ]
    : [];
