import { timesInVietnam } from '../../http/fields/times.js';
import type { StatementView } from '../bank-books/core.js';
import { endUnknownText } from './statement-faults.messages.js';

/** A statement as the API shows it, with what whoever brought it should know. */
export function shownStatement(view: StatementView): object {
  const warnings =
    view.closing?.endKnown === false
      ? [{ code: 'statement.endUnknown', detail: endUnknownText, whoActs: 'operator' }]
      : [];
  return timesInVietnam({ ...view, warnings });
}
