import type { Agency, PlannedDossier, PlannedHandover } from '../plan.mts';
import type { Act } from './journal.mts';

/** How an agency speaks: through the API, or through the hub that it is behind. Everything may be said again. */
export interface Way {
  put(dossier: PlannedDossier): Promise<void>;
  /** What the handover is called on this way. */
  handOver(handover: PlannedHandover): Promise<string>;
  act(handover: string, act: Act, text: string): Promise<{ readonly status: number; readonly code?: string }>;
  /** What was handed to this agency. */
  look(handover: string): Promise<{ readonly dossier: string; readonly from: Agency | undefined }>;
}
