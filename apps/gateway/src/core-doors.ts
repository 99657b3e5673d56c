import { fileLimits } from '@lienthong/blobs';
import type { Delivery, Verdict } from '@lienthong/bus';
import { readinessOf } from '@lienthong/process';
import { vietNam } from '@lienthong/statutory-clock';
import { attachments } from './attachments/attachments.js';
import { Uploads } from './attachments/uploads.js';
import type { CoreGround } from './core-ground.js';
import type { CoreWorks } from './core-works.js';
import type { GatewayCore } from './core.js';
import { deliveryCore } from './delivery/delivery-core.js';
import { disagreementCore } from './disagreements/disagreement-core.js';
import type { feedCore } from './feed/feed-core.js';
import { handoverCore } from './handovers/handover-core.js';
import { identityCore } from './identity/identity-core.js';
import { isId } from './ids.js';
import { inboxCore } from './inbox/inbox-core.js';
import { bulkOnce } from './intake/bulk/bulk-once.js';
import { putDossiers } from './intake/bulk/put-dossiers.js';
import { canonicalJson } from './journey/canonical-json.js';
import { moneyCore } from './money/money-core.js';
import { admissionWindows } from './money/windows/admission-windows.js';
import type { UnitOf } from './pipeline/unit.js';
import { quarantined } from './quarantined/quarantined.js';
import { registers } from './registers/read-register.js';
import { replayCore } from './replays/replays.js';
import { submissionCore } from './submissions/submission-core.js';
import { unreadableRows } from './unreadable/unreadable-rows.js';
import { readBlame } from './views/blame.js';
import { readCounters } from './views/counters.js';
import { listDossiers, readDossier } from './views/dossiers.js';
import { listExchanges, readExchange } from './views/exchanges.js';
import { readHandoverTimeline, readTimeline } from './views/timeline.js';
import type { Waiter } from './waiting/waiter.js';
import { webhookCore } from './webhooks/webhook-core.js';

/** What runs beside the doors, as they use it. */
export interface BehindDoors {
  readonly waiter: Pick<Waiter, 'waitFor'>;
  readonly feed: Pick<ReturnType<typeof feedCore>, 'events'>;
  /** A timer was set that is due. */
  readonly wake: () => void;
  /** There is an endpoint more or less. */
  readonly endpointsChanged: () => void;
  /** `early`: what is said of a message that has come before what it is about. */
  readonly handle: (deliveries: readonly Delivery[], early: Verdict) => Promise<Verdict[]>;
}

/** What agencies and operators ask of the core: each room's part, over the same ground. */
export function coreDoors(ground: CoreGround, works: CoreWorks, behind: BehindDoors): GatewayCore {
  const { options, settings, db, sealer, newId, clock, plans, tools, line, outbox, acting } = ground;
  const { references } = tools;
  const { submit, submitOnce, submitAll } = ground.submitter;
  const { statements, books, operatorAct, monitor, comparing, endpoints } = works;
  const { waiter, feed, wake, endpointsChanged, handle } = behind;
  const { store, bus, calendar = vietNam() } = options;
  return {
    async putDossier(command) {
      const { code, content } = command;
      // Before anything is written: nobody leaves a mark under another unit's name.
      if (!command.mayUseUnit(content.unit)) return { kind: 'forbidden' };
      return submit({ kind: 'put', subject: code, command, canonical: canonicalJson(content) });
    },
    putDossiers: (commands) => putDossiers(commands, submitAll),
    bulkOnce: (upload, work) => bulkOnce(acting, upload, work),
    async addStep(command) {
      const unit: UnitOf<'step'> = {
        kind: 'step',
        subject: command.code,
        command,
        canonical: canonicalJson(command.step),
      };
      return submitOnce(unit);
    },
    operatorAct,
    ...moneyCore({ db, sealer, references, newId, submit: submitOnce }),
    ...deliveryCore({ db, sealer, submit: submitOnce }),
    ...handoverCore({
      ...{ db, sealer, clock, newId },
      submit: submitOnce,
    }),
    ...inboxCore({ db, sealer, clock }),
    ...submissionCore({ db, sealer, submit: submitOnce }),
    quarantined: quarantined({ ...acting, sealer, handle }),
    unreadableRows: unreadableRows({ ...acting, sealer, newId, submit }),
    replays: replayCore({
      ...{ ...acting, sealer, newId },
      perSecond: settings.replayPerSecond,
      onStart: wake,
    }),
    ...webhookCore(endpoints, () => {
      endpointsChanged();
    }),
    ...identityCore({
      ...{ db, sealer, newId, clock },
      lookupHash: (purpose, value) => options.keyring.lookupHash(purpose, value),
      submit: submitOnce,
    }),
    attachments: attachments({
      ...{ ...acting, newId, blobs: options.blobs, keyring: options.keyring },
      limits: fileLimits(settings.attachmentBytes, settings.attachmentTypes),
      uploads: new Uploads(settings.uploadsPerClient),
      unnamedBytes: settings.unnamedAttachmentBytes,
    }),
    events: (reader, ask) => feed.events(reader, ask),
    statements,
    reconciliations: books,
    monitor,
    disagreements: disagreementCore({
      ...comparing,
      ...acting,
      ask: submitOnce,
      repair: submitOnce,
      submitDismissal: submit,
    }),
    admissionWindows: admissionWindows({ ...acting, newId }),
    registers: registers(db, sealer),
    waitFor: (exchanges, millis, signal) => waiter.waitFor(exchanges, millis, signal),
    dossier: (code) => readDossier(db, sealer, plans, code, clock()),
    blame: (code) => readBlame({ db, calendar, unitName: tools.unitName }, code, clock()),
    listDossiers: (filter, page) => listDossiers(db, filter, page),
    timeline: (code, page, units) => readTimeline(db, sealer, { subject: code, units }, page),
    handoverTimeline: async (id, page) =>
      isId(id) ? readHandoverTimeline(db, sealer, id.toLowerCase(), page) : undefined,
    exchange: (id) => readExchange(db, sealer, id),
    listExchanges: (filter, page) => listExchanges(db, filter, page),
    counters: () => readCounters(db),
    readiness: () =>
      readinessOf({
        ...{ store, bus, blobs: options.blobs, side: 'gateway' },
        trouble: () => line.trouble(),
        lag: () => outbox.lag(),
        lagLimitMillis: settings.lagLimitMillis,
      }),
  };
}
