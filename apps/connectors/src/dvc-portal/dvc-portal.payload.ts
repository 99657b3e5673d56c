import {
  dossierSnapshotSchema,
  portalLookUpSchema,
  portalStatusSchema,
  progressPayloadSchema,
  type DossierSnapshot,
  type PortalLookUp,
  type PortalStatus,
  type ProgressPayload,
} from '@lienthong/contracts';
import { parserOf } from '../payloads.js';

export const parseSnapshot = parserOf<DossierSnapshot>(dossierSnapshotSchema);
export const parseProgress = parserOf<ProgressPayload>(progressPayloadSchema);
export const parseStatus = parserOf<PortalStatus>(portalStatusSchema);
export const parseLookUp = parserOf<PortalLookUp>(portalLookUpSchema);
