import { readHandover, type HandoverViews } from '../handovers/views/handovers.js';
import { isId } from '../ids.js';
import { submissionsIn } from '../submissions/views/submissions.js';
import type { InboxCore, InboxItem } from './core.js';

/** The inboxes of one process, over its store. */
export const inboxCore = (views: HandoverViews): InboxCore => ({
  handover: async (id) => (isId(id) ? readItem(views, id) : undefined),
});

async function readItem(views: HandoverViews, id: string): Promise<InboxItem | undefined> {
  const item = await readHandover(views, id);
  if (item?.kind !== 'submission') return item;
  return { ...item, submissions: await submissionsIn(views.db, views.sealer, item.id) };
}
