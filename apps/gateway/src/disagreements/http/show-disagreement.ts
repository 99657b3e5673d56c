import type { DisagreementView } from '../core.js';
import { kindName } from '../views/disagreement-timeline.messages.js';

/** As answers show it: with a sentence for a clerk. */
export const shownDisagreement = (view: DisagreementView): object => ({ ...view, text: kindName(view.kind) });
