import { quarantineShelf, type Shelf } from '@lienthong/store';
import { fileShelves } from './attachments/shelves.js';
import type { CoreGround } from './core-ground.js';
import { disagreementShelf, portalAnswerShelf, strayParcelShelf } from './disagreements/shelves.js';
import { feedShelf } from './feed/feed-shelf.js';
import { handoverShelf } from './handovers/handover-shelf.js';
import { checkShelf } from './identity/check-shelf.js';
import { passingKeyShelf } from './identity/passing-key-shelf.js';
import { statementShelf } from './money/bank-books/statement-shelf.js';
import { monitorRunShelf } from './reconciliation/status-pushes/kept-runs.js';
import { overtakenShelf } from './replays/overtaken-shelf.js';
import { replayShelf } from './replays/replay-shelf.js';
import { answerShelf } from './store/answer-shelf.js';
import { submissionShelf } from './submissions/submission-shelf.js';
import { unreadableShelf } from './unreadable/unreadable-shelf.js';
import { exchangeShelf } from './upkeep/exchange-shelf.js';

/** What is removed when it has been kept long enough, in this order. */
export const coreShelves = ({ db, sealer, clock, settings, options }: CoreGround): readonly Shelf[] => [
  exchangeShelf(db, () => clock() - settings.exchangeMillis),
  checkShelf(db, sealer, clock),
  passingKeyShelf(db, clock),
  handoverShelf(db, () => clock() - settings.handoverMillis),
  feedShelf(db, () => clock() - settings.feedMillis),
  submissionShelf(db, () => clock() - settings.exchangeMillis),
  statementShelf(db, () => clock() - settings.statementMillis),
  disagreementShelf(db, () => clock() - settings.endedDisagreementMillis),
  portalAnswerShelf(db, () => clock() - settings.portalAnswerMillis),
  strayParcelShelf(db, () => clock() - settings.strayParcelMillis),
  monitorRunShelf(db, () => clock() - settings.exchangeMillis),
  replayShelf(db, () => clock() - settings.exchangeMillis),
  overtakenShelf(db),
  answerShelf(db, clock),
  unreadableShelf(db, () => clock() - settings.quarantineMillis),
  quarantineShelf(db, 'gateway', () => new Date(clock() - settings.quarantineMillis)),
  // Last: a place that is not there any more fails the round.
  ...fileShelves(db, options.blobs, settings, clock),
];
