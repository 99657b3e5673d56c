import type { PlaceSubmission, PlaceSubmissionAnswer, UnplacedSubmission } from '../submissions/core.js';
import type {
  AddStep,
  AddStepAnswer,
  DossierView,
  ExchangeListItem,
  ExchangeView,
  GatewayCore,
  OperatorAct,
  OperatorActAnswer,
  PutDossier,
  PutDossierAnswer,
  PutDossierResult,
} from '../core.js';
import type { IdempotencyClash, Paged } from '../core-words.js';
import type { BulkUpload, UploadKey } from '../intake/bulk/bulk-upload.js';
import type { RegisterCore } from '../registers/core.js';
import { FakeWebhooks } from './fake-webhooks.js';
import { FakeAttachments } from './fake-attachments.js';
import { FakeDisagreements } from './fake-disagreements.js';
import { FakeAdmissionWindows } from './fake-admission-windows.js';
import { FakeMonitor } from './fake-monitor.js';
import { FakeQuarantined } from './fake-quarantined.js';
import { FakeReplays } from './fake-replays.js';
import { FakeStatements } from './fake-statements.js';
import { FakeUnreadableRows } from './fake-unreadable-rows.js';

const anUnplacedSubmission: UnplacedSubmission = {
  ...{ id: '0192f3a0-0000-8000-8000-000000000011', dossier: 'G22.1', account: 'tinh', kind: 'whole' },
  ...{ receivedAt: '2026-11-22T01:00:00.000Z', statedUnit: '000.99', procedure: '1.003560' },
};

/** A core in memory for tests of the HTTP rim: keeps what it is told and answers by the interface's words. */
export class FakeCore extends FakeWebhooks implements GatewayCore {
  readonly statements = new FakeStatements(() => this.outage);
  readonly reconciliations = this.statements;
  readonly monitor = new FakeMonitor(() => this.outage);
  readonly quarantined = new FakeQuarantined(() => this.outage);
  readonly unreadableRows = new FakeUnreadableRows(() => this.outage);
  readonly replays = new FakeReplays(() => this.outage);
  readonly disagreements = new FakeDisagreements(() => this.outage);
  readonly admissionWindows = new FakeAdmissionWindows(() => this.outage);
  readonly attachments = new FakeAttachments(() => this.outage);
  readonly registers: RegisterCore = {
    receiptsAndReturns: () => (this.outage ? Promise.reject(this.outage) : Promise.resolve({ items: [] })),
    totals: () => (this.outage ? Promise.reject(this.outage) : Promise.resolve({ received: 0, returned: 0 })),
  };
  readonly puts: PutDossier[] = [];
  readonly steps: AddStep[] = [];
  readonly acts: OperatorAct[] = [];
  readonly exchanges = new Map<string, ExchangeView>();
  notReady: { what: string; why: string }[] = [];
  /** Exchanges that a waiter finds ended. */
  endsWithinWait = true;
  /** Else it finds them so. */
  standsAt: 'sending' | 'parked' = 'sending';
  actAnswer: OperatorActAnswer = { kind: 'accepted', command: 'c-1', replayed: false };
  stepAnswer: AddStepAnswer | undefined;
  putAnswer: PutDossierAnswer | undefined;
  bulkAnswer: IdempotencyClash | undefined;
  counted = 0;
  /** Asked for with these filters. */
  private readonly dossiers = new Map<string, DossierView>();

  placeAnswer: PlaceSubmissionAnswer = { kind: 'accepted', dossier: 'G22.1', unit: 'H44.01', replayed: false };
  readonly placed: PlaceSubmission[] = [];

  listUnplacedSubmissions(): Promise<Paged<UnplacedSubmission>> {
    return this.outage ? Promise.reject(this.outage) : Promise.resolve({ items: [anUnplacedSubmission] });
  }
  placeSubmission(command: PlaceSubmission): Promise<PlaceSubmissionAnswer> {
    this.placed.push(command);
    return this.outage ? Promise.reject(this.outage) : Promise.resolve(this.placeAnswer);
  }

  async putDossier(command: PutDossier): Promise<PutDossierAnswer> {
    await Promise.resolve();
    if (this.outage) throw this.outage;
    if (this.putAnswer) return this.putAnswer;
    const known = this.dossiers.get(command.code);
    if (known && !command.mayUseUnit(known.content.unit)) return { kind: 'forbidden' };
    const met = command.ifMatch === undefined || (known && ['*', known.etag].includes(command.ifMatch));
    if (!met || (known && command.onlyCreate)) {
      return { kind: 'preconditionFailed', ...(known ? { etag: known.etag } : {}) };
    }
    const { revision } = command.content;
    const exchanges = [`${command.code}-sync-${revision}`];
    if (known && revision < known.content.revision) return { kind: 'stale', current: known.content.revision };
    if (known && revision === known.content.revision) {
      if (JSON.stringify(known.content) !== JSON.stringify(command.content))
        return { kind: 'revisionConflict', current: revision };
      return { kind: 'same', revision, etag: known.etag, exchanges };
    }
    this.puts.push(command);
    const etag = `r${revision}`;
    this.dossiers.set(command.code, viewOf(command, etag));
    return { kind: 'accepted', created: !known, revision, etag, exchanges };
  }

  putDossiers(commands: readonly PutDossier[]): Promise<readonly PutDossierResult[]> {
    return Promise.all(commands.map((command) => this.putDossier(command)));
  }

  async bulkOnce<Done>(
    _upload: BulkUpload,
    work: (under?: UploadKey) => Promise<Done>,
  ): Promise<Done | IdempotencyClash> {
    await Promise.resolve();
    if (this.outage) throw this.outage;
    return this.bulkAnswer ?? work();
  }

  async addStep(command: AddStep): Promise<AddStepAnswer> {
    await Promise.resolve();
    if (this.outage) throw this.outage;
    if (this.stepAnswer) return this.stepAnswer;
    const dossier = this.dossiers.get(command.code);
    if (!dossier || !command.mayUseUnit(dossier.content.unit)) return { kind: 'notFound' };
    this.steps.push(command);
    return { kind: 'accepted', exchanges: [`${command.code}-step-${command.step.key}`], replayed: false };
  }

  async operatorAct(command: OperatorAct): Promise<OperatorActAnswer> {
    await Promise.resolve();
    if (this.outage) throw this.outage;
    this.acts.push(command);
    return this.actAnswer;
  }

  async waitFor(exchanges: readonly string[]) {
    await Promise.resolve();
    if (this.outage) throw this.outage;
    return this.endsWithinWait
      ? { settled: exchanges.map((id) => exchangeItem(id)), pending: [] }
      : { settled: [], pending: exchanges.map((id) => ({ id, state: this.standsAt })) };
  }

  async dossier(code: string) {
    await Promise.resolve();
    if (this.outage) throw this.outage;
    return this.dossiers.get(code);
  }
  async listDossiers(filter: { units: readonly string[] }) {
    await Promise.resolve();
    if (this.outage) throw this.outage;
    const visible = [...this.dossiers.values()].filter(({ content }) => filter.units.includes(content.unit));
    return {
      items: visible.map(({ code, content, effectiveStatus }) => ({
        code,
        unit: content.unit,
        revision: content.revision,
        status: content.status,
        effectiveStatus,
        procedure: content.procedure.code,
        updatedAt: '2026-11-20T01:00:00Z',
      })),
    };
  }
  async blame(code: string) {
    await Promise.resolve();
    if (this.outage) throw this.outage;
    const holder = { who: 'agency', name: 'H44' } as const;
    const [since, at] = ['2026-11-20T01:00:00Z', '2026-11-20T02:00:00Z'];
    return this.dossiers.has(code)
      ? { at, holders: [{ ...holder, wallMinutes: 60 }], turns: [{ ...holder, since, endedAt: at }] }
      : undefined;
  }
  async timeline(code: string) {
    await Promise.resolve();
    if (this.outage) throw this.outage;
    const item = { at: '2026-11-20T01:00:00Z', kind: 'dossier.accepted', by: 'demo', text: 'Đã tiếp nhận hồ sơ.' };
    return this.dossiers.has(code) ? { items: [item] } : undefined;
  }
  async exchange(id: string) {
    await Promise.resolve();
    if (this.outage) throw this.outage;
    return this.exchanges.get(id);
  }
  async listExchanges(filter: { units?: readonly string[] }) {
    await Promise.resolve();
    if (this.outage) throw this.outage;
    const visible = [...this.exchanges.values()].filter(({ unit = '' }) => filter.units?.includes(unit) ?? true);
    return { items: visible };
  }
  async counters() {
    await Promise.resolve();
    return [
      { name: 'dossiers_accepted_total', help: 'Dossiers accepted', labels: { unit: 'H44.01' }, value: this.counted },
    ];
  }
  async readiness() {
    await Promise.resolve();
    return this.notReady;
  }
}

const viewOf = ({ code, content }: PutDossier, etag: string): DossierView => ({
  code,
  etag,
  content,
  effectiveStatus: content.status,
  facts: {},
  partners: { portal: { state: 'behind', since: '2026-11-20T01:00:00Z' } },
  waitingOn: { who: 'partner', why: 'portal', since: '2026-11-20T01:00:00Z' },
});

export const exchangeItem = (id: string): ExchangeListItem => ({
  id,
  subject: 'H44.1',
  partner: 'dvc-portal',
  operation: 'syncDossier',
  lane: 'latest',
  number: 1,
  state: 'settled',
  version: 3,
  outcome: 'done',
  attempts: 1,
  due: '2026-12-04T10:00:00Z',
  createdAt: '2026-11-20T01:00:00.000Z',
  changedAt: '2026-11-20T01:00:00.250Z',
});
