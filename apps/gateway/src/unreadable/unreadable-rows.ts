import type { UnreadableCore } from './core.js';
import { listUnreadable } from './list-unreadable.js';
import { reReadRow, type ReReadTools } from './re-read-row.js';

/** Rows of partners' lists and feeds that nobody could read, over the store. */
export const unreadableRows = (tools: ReReadTools): UnreadableCore => ({
  list: (filter, page) => listUnreadable(tools.db, tools.sealer, filter, page),
  reRead: (command) => reReadRow(command, tools),
});
