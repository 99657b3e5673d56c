import { sql } from 'kysely';
import { isId } from '../ids.js';
import type { ReplayCore, StopReplayAnswer } from './core.js';
import { doneOnce, type DoneOnceTools } from '../store/done-once.js';
import { listFailureClasses } from './failure-classes.js';
import { listReplayItems, listReplays, readReplay, replaySubject } from './replay-rows.js';
import { startReplay, type StartTools } from './start-replay.js';

export interface ReplaysOptions extends StartTools, DoneOnceTools {
  /** A replay was asked for that this process may begin at once. */
  readonly onStart: () => void;
}

/** Classes of failures and their replays, over the store. */
export function replayCore(options: ReplaysOptions): ReplayCore {
  const { db, sealer, onStart } = options;
  const replay = (id: string) => readReplay(db, sealer, id);
  return {
    listClasses: (filter, page) => listFailureClasses(db, filter, page),
    async start(command) {
      const started = await startReplay(command, options);
      if (started.kind !== 'accepted') return started;
      if (command.mode === 'canary' && !started.replayed) onStart();
      return { kind: 'accepted', replay: (await replay(started.id))!, replayed: started.replayed };
    },
    async stop(command) {
      const id = command.id.toLowerCase();
      if (!isId(id)) return { kind: 'notFound' };
      const show = async (): Promise<StopReplayAnswer> => {
        const found = await replay(id);
        return found ? { kind: 'accepted', replay: found, replayed: false } : { kind: 'notFound' };
      };
      const act = async (): Promise<StopReplayAnswer> => {
        await sql`
          update gateway.replay r set state = 'stopping', stopped_by = ${command.operator}
          where r.id = ${id}::uuid and r.ended_at is null and r.state = 'running'`.execute(db);
        return show();
      };
      return doneOnce(options, command, replaySubject(id), act, show);
    },
    get: replay,
    list: (filter, page) => listReplays(db, sealer, filter, page),
    items: (id, filter, page) => listReplayItems(db, id, filter, page),
  };
}
