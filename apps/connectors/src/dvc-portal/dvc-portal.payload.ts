import {
  dossierSnapshotSchema,
  progressPayloadSchema,
  type DossierSnapshot,
  type ProgressPayload,
} from '@lienthong/contracts';
import { parserOf } from '../payloads.js';

export const parseSnapshot = parserOf<DossierSnapshot>(dossierSnapshotSchema);
export const parseProgress = parserOf<ProgressPayload>(progressPayloadSchema);
