import type { PlaceSubmissionAnswer } from '../submissions/core.js';
import type { StartReplayAnswer } from '../replays/core.js';
import type { FileFault } from '@lienthong/blobs';
import type { ReceiveAttachmentAnswer } from '../attachments/core.js';
import type { OperatorActAnswer, PutDossierAnswer, AddStepAnswer } from '../core.js';
import type { CancelDeliveryAnswer, OrderDeliveryAnswer } from '../delivery/core.js';
import type { ActOnHandoverAnswer, HandOverAnswer } from '../handovers/core.js';
import type { AskCitizenAnswer } from '../identity/core.js';
import { BulkDossiersController } from '../intake/bulk/bulk-dossiers.controller.js';
import type { AssignCreditAnswer, CancelPaymentAnswer, OpenPaymentAnswer, RefundAnswer } from '../money/core.js';
import { operationsOf, undocumented, type ApiDescription, type DescribedOperation } from '../testing/documented.js';
import { attachmentId } from '../testing/fake-attachments.js';
import type { RepairAnswer } from '../disagreements/core.js';
import { aDisagreement, FakeDisagreements } from '../testing/fake-disagreements.js';
import { exchangeItem } from '../testing/fake-core.js';
import { aDelivery, deliveryId } from '../testing/fake-deliveries.js';
import { aCheck, aCheckRequest, checkId } from '../testing/fake-identity.js';
import { aWindow, FakeAdmissionWindows } from '../testing/fake-admission-windows.js';
import { FakeQuarantined, quarantinedId } from '../testing/fake-quarantined.js';
import { FakeUnreadableRows, unreadableRowId } from '../testing/fake-unreadable-rows.js';
import type { ReReadRowAnswer } from '../unreadable/core.js';
import { failureClass, FakeReplays, replayId } from '../testing/fake-replays.js';
import { endpointId } from '../testing/fake-webhooks.js';
import { aHandover, handoverId } from '../testing/fake-handovers.js';
import { aPayment, creditId, paymentId, refundId } from '../testing/fake-money.js';
import { statementId } from '../testing/fake-statements.js';
import {
  aDossier,
  keys,
  startHttp,
  testConfig,
  type Answer,
  type Ask,
  type HttpFixture,
} from '../testing/http-fixture.js';
import { INTAKE } from '../gateway.tokens.js';
import type { IntakeLimiter } from '../access/intake/intake-limiter.js';
import type { StatementFaultCode } from '../money/statements/statement-part.js';
import type { ProblemCode } from './problems.messages.js';

/** The API's description against the API: whatever an operation says it can refuse, it does refuse, here, one by one. */
let http: HttpFixture;
let operations: readonly DescribedOperation[];
beforeAll(async () => {
  http = await startHttp();
  operations = operationsOf((await http.ask('/openapi.json')).json as ApiDescription);
});
afterAll(() => http.close());
/** Uploads that are under way come to their end. */
let uploadsEnd = (): void => undefined;
/** So many requests of a client are under way. */
function occupy(client: string, requests: number): void {
  const intake = http.app.get<IntakeLimiter>(INTAKE, { strict: false });
  for (let n = 0; n < requests; n += 1) if (!intake.enter(client, performance.now())) occupied.push(client);
}
const occupied: string[] = [];

/** The core answers as usual again. */
function forget(): void {
  const intake = http.app.get<IntakeLimiter>(INTAKE, { strict: false });
  Reflect.deleteProperty(intake, 'enter');
  for (const client of occupied.splice(0)) intake.left(client, performance.now());
  http.core.outage = undefined;
  http.core.putAnswer = undefined;
  http.core.bulkAnswer = undefined;
  http.core.stepAnswer = undefined;
  http.core.paymentAnswer = undefined;
  http.core.cancelAnswer = undefined;
  http.core.assignAnswer = undefined;
  http.core.refundAnswer = undefined;
  http.core.payments.set(paymentId, aPayment());
  http.core.askAnswer = undefined;
  http.core.orderAnswer = undefined;
  http.core.callOffAnswer = undefined;
  http.core.deliveries.set(deliveryId, aDelivery());
  http.core.placeAnswer = { kind: 'accepted', dossier: 'G22.1', unit: 'H44.01', replayed: false };
  http.core.handOverAnswer = undefined;
  http.core.feedAnswer = undefined;
  http.core.webhookAnswer = undefined;
  const { answer, stopAnswer } = new FakeReplays(() => undefined);
  Object.assign(http.core.replays, { answer, stopAnswer });
  http.core.quarantined.reReadAnswer = new FakeQuarantined(() => undefined).reReadAnswer;
  http.core.disagreements.askAnswer = undefined;
  http.core.disagreements.dismissAnswer = new FakeDisagreements(() => undefined).dismissAnswer;
  http.core.unreadableRows.reReadAnswer = new FakeUnreadableRows(() => undefined).reReadAnswer;
  http.core.handoverActAnswer = undefined;
  http.core.handovers.set(handoverId, aHandover());
  http.core.checks.set(checkId, aCheck());
  http.core.statements.answer = undefined;
  http.core.statements.reconcileAnswer = undefined;
  http.core.monitor.answer = undefined;
  const { answer: opened, closeAnswer } = new FakeAdmissionWindows(() => undefined);
  Object.assign(http.core.admissionWindows, { answer: opened, closeAnswer });
  http.core.attachments.answer = undefined;
  http.core.attachments.isLost = false;
  uploadsEnd();
  http.core.actAnswer = { kind: 'accepted', command: 'c-1', replayed: false };
  http.core.disagreements.repairAnswer = { kind: 'accepted', exchanges: ['e1'], replayed: false };
}
beforeEach(forget);

const bodies: Readonly<Record<string, unknown>> = {
  'PUT /v1/dossiers/{code}': aDossier(),
  'POST /v1/dossiers/{code}/steps': {
    ...{ key: 'b1', by: 'Can bo A', content: 'Tham dinh', status: 'processing', at: '2026-11-20T10:00:00+07:00' },
  },
  'POST /v1/dossiers/{code}/comparison': {},
  'POST /v1/disagreements/{id}/repair': {},
  'POST /v1/disagreements/{id}/dismissal': { why: 'Gui ngoai he thong' },
  'POST /v1/exchanges/{id}/retry': {},
  'POST /v1/exchanges/{id}/resolve': { finding: 'done', evidence: 'So cong van 12' },
  'POST /v1/exchanges/{id}/abandon': { reason: 'Trung' },
  'POST /v1/attachments': '%PDF-1.7',
  'POST /v1/dossiers/bulk': JSON.stringify(aDossier({ code: 'H44.2' })),
  'POST /v1/citizen-checks': aCheckRequest(),
  'POST /v1/deliveries': { dossier: 'H44.1', direction: 'return' },
  'POST /v1/deliveries/{id}/cancellation': {},
  'POST /v1/dossiers/{code}/handovers': { toUnit: 'X99', kind: 'request', request: 'Cho y kien' },
  'POST /v1/unplaced-submissions/{id}/placement': { unit: 'H44.01' },
  'POST /v1/inbox/{id}/accept': {},
  'POST /v1/inbox/{id}/refuse': { reason: 'Khong thuoc tham quyen' },
  'POST /v1/inbox/{id}/report': { text: 'Dang xem xet' },
  'POST /v1/inbox/{id}/answer': { text: 'Dong y' },
  'POST /v1/inbox/{id}/withdraw': {},
  'POST /v1/payments': { dossier: 'H44.1', fees: ['LP01'], method: 'bankQr' },
  'POST /v1/payments/{id}/cancellation': {},
  'POST /v1/payments/{id}/refunds': { reason: 'Nop hai lan' },
  'POST /v1/credits/{id}/refunds': {},
  'POST /v1/credits/{id}/assignment': { payment: paymentId, reason: 'Doi chieu sao ke' },
  'POST /v1/statements': '<Document/>',
  'POST /v1/admission-windows': { class: 'procedure:1.003560', days: ['2026-12-01', '2026-12-02'], perDay: 120_000 },
  'POST /v1/reconciliations': { account: 'kho-bac-1', day: '2026-11-21' },
  'POST /v1/webhook-endpoints': { url: 'https://agency.example/events' },
  'POST /v1/webhook-endpoints/{id}/secret': {},
  'POST /v1/webhook-endpoints/{id}/test': {},
  'POST /v1/webhook-endpoints/{id}/recovery': { since: '2026-11-20T08:00:00+07:00' },
  'POST /v1/admission-windows/{id}/closing': {},
  'POST /v1/replays': { class: failureClass, mode: 'dryRun', why: 'Da sua cau hinh' },
  'POST /v1/refunds/{id}/confirmation': {},
  'POST /v1/refunds/{id}/withdrawal': {},
  'POST /v1/refunds/{id}/rejection': { reason: 'Da tra tai quay' },
  'POST /v1/refunds/{id}/sent': { bankReference: 'FT26327000777' },
  'POST /v1/refunds/{id}/failure': { reason: 'Sai so tai khoan' },
  'POST /v1/refunds/{id}/done': { evidence: 'Sao ke ngay 22/11' },
};
const nameOf = ({ method, path }: DescribedOperation): string => `${method} ${path}`;
const repairs = ({ path }: DescribedOperation): boolean =>
  /^\/v1\/disagreements\/\{id\}\/(repair|dismissal)$/.test(path);
const acts = ({ path }: DescribedOperation): boolean => /\/(retry|resolve|abandon)$/.test(path);
const ofMoney = ({ path }: DescribedOperation): boolean => /^\/v1\/(payments|credits|refunds)/.test(path);
const ofChecks = ({ path }: DescribedOperation): boolean => path.startsWith('/v1/citizen-checks');
const ofDeliveries = ({ path }: DescribedOperation): boolean => path.startsWith('/v1/deliveries');
const handsOver = (operation: DescribedOperation): boolean =>
  nameOf(operation) === 'POST /v1/dossiers/{code}/handovers';
const ofBooks = ({ path }: DescribedOperation): boolean =>
  /^\/v1\/(statements|reconciliations|emc|admission-windows)/.test(path);
const takesFile = (operation: DescribedOperation): boolean => nameOf(operation) === 'POST /v1/statements';
const isUpload = (operation: DescribedOperation): boolean => nameOf(operation) === 'POST /v1/attachments';
const isBulk = (operation: DescribedOperation): boolean => nameOf(operation) === 'POST /v1/dossiers/bulk';
const isBook = ({ path }: DescribedOperation): boolean => path.startsWith('/v1/registers/');
const uploadHeaders = { 'content-type': 'application/pdf', 'content-disposition': 'attachment; filename="a.pdf"' };
const ofOperators = (operation: DescribedOperation): boolean =>
  acts(operation) ||
  repairs(operation) ||
  ofBooks(operation) ||
  /^\/v1\/(failure-classes|replays|quarantined-messages|unreadable-rows)/.test(operation.path) ||
  /\/(assignment|refunds|confirmation|withdrawal|rejection|sent|failure|done|unplaced-submissions|placement)$|refunds\/\{id\}$/.test(
    operation.path.replace(/^\/v1\/refunds$/, ''),
  );
const idIn = (path: string): string =>
  [
    ['/v1/attachments', attachmentId],
    ['/v1/payments', paymentId],
    ['/v1/credits', creditId],
    ['/v1/citizen-checks', checkId],
    ['/v1/deliveries', deliveryId],
    ['/v1/inbox', handoverId],
    ['/v1/unplaced-submissions', noId],
    ['/v1/replays', replayId],
    ['/v1/admission-windows', aWindow.id],
    ['/v1/quarantined-messages', quarantinedId],
    ['/v1/unreadable-rows', unreadableRowId],
    ['/v1/statements', statementId],
    ['/v1/refunds', refundId],
    ['/v1/disagreements', aDisagreement.id],
    ['/v1/webhook-endpoints', endpointId],
  ].find(([begin]) => path.startsWith(begin!))?.[1] ?? 'e1';
/** An id of ours that nothing bears. */
const noId = '0192f3a0-0000-7000-8000-00000000dead';

/** A request that this operation takes. */
const good = (operation: DescribedOperation): Ask & { url: string } => ({
  url:
    operation.path
      .replace('{code}', 'H44.1')
      .replace('{id}', idIn(operation.path))
      .replace('{account}', 'kho-bac-1')
      .replace('{day}', '2026-11-21') +
    (takesFile(operation) ? '?account=kho-bac-1&format=camt053' : '') +
    (isBook(operation) ? '?unit=H44.01&day=2026-11-20' : '') +
    (operation.path.endsWith('/entries') ? '?list=matched' : ''),
  method: operation.method,
  key: ofOperators(operation) ? keys.operator : keys.demo,
  body: bodies[nameOf(operation)],
  ...(takesFile(operation) ? { headers: { 'content-type': 'application/xml' } } : {}),
  ...(isUpload(operation) ? { headers: uploadHeaders } : {}),
  ...(repairs(operation) ? { headers: { 'if-match': '"d1"' } } : {}),
  ...(isBulk(operation) ? { headers: { 'content-type': 'application/x-ndjson' } } : {}),
});

interface Provoked {
  readonly ask?: Ask;
  readonly url?: string;
  /** In place of what stands in the path. */
  readonly inPath?: string;
  readonly core?: () => void;
  /** Without the headers of a request that it takes. */
  readonly bare?: true;
}
type Provocation = (operation: DescribedOperation) => Provoked;

const coreSays =
  (answer: { readonly kind: string } & Record<string, unknown>): Provocation =>
  () => ({
    core: () => {
      http.core.putAnswer = answer as unknown as PutDossierAnswer;
      http.core.bulkAnswer = answer as never;
      http.core.stepAnswer = answer as unknown as AddStepAnswer;
      http.core.actAnswer = answer as unknown as OperatorActAnswer;
      http.core.disagreements.repairAnswer = answer as unknown as RepairAnswer;
      http.core.paymentAnswer = answer as unknown as OpenPaymentAnswer;
      http.core.cancelAnswer = answer as unknown as CancelPaymentAnswer;
      http.core.assignAnswer = answer as unknown as AssignCreditAnswer;
      http.core.refundAnswer = answer as unknown as RefundAnswer;
      http.core.askAnswer = answer as unknown as AskCitizenAnswer;
      http.core.placeAnswer = answer as unknown as PlaceSubmissionAnswer;
      http.core.handOverAnswer = answer as unknown as HandOverAnswer;
      http.core.handoverActAnswer = answer as unknown as ActOnHandoverAnswer;
      http.core.orderAnswer = answer as unknown as OrderDeliveryAnswer;
      http.core.callOffAnswer = answer as unknown as CancelDeliveryAnswer;
      http.core.unreadableRows.reReadAnswer = answer as unknown as ReReadRowAnswer;
      http.core.statements.answer = answer as never;
      http.core.statements.reconcileAnswer = answer as never;
      http.core.monitor.answer = answer as never;
      http.core.admissionWindows.answer = answer as never;
      http.core.admissionWindows.closeAnswer = answer as never;
      http.core.replays.stopAnswer = answer as never;
      http.core.quarantined.reReadAnswer = answer as never;
      http.core.disagreements.askAnswer = answer as never;
      http.core.disagreements.dismissAnswer = answer as never;
      http.core.replays.answer = answer as unknown as StartReplayAnswer;
      http.core.webhookAnswer = answer as never;
      http.core.attachments.answer = answer as unknown as ReceiveAttachmentAnswer;
    },
  });
/** What is read is simply not there; what is written the core does not find. */
const notThere: Provocation = (operation) =>
  operation.method === 'GET' || operation.path.endsWith('/cancellation')
    ? { ...coreSays({ kind: 'notFound' })(operation), inPath: noId }
    : coreSays({ kind: 'notFound' })(operation);
const broken =
  (body: unknown, headers: Record<string, string> = {}): Provocation =>
  () => ({ ask: { body, headers } });

const refusedFor = (code: StatementFaultCode): Provoked => ({
  core: () => {
    const fault = { code, line: 3, params: { maxBytes: 1 } };
    http.core.statements.answer = { kind: 'refused', statement: statementId, fault };
  },
});

const refusedFile = (fault: FileFault): Provocation => coreSays({ kind: 'refused', fault });

/** How each problem comes about; those of the path and the query only where an operation has one. */
const provocations: Readonly<Partial<Record<ProblemCode, Provocation>>> = {
  'request.urlMalformed': () => ({ inPath: '%zz' }),
  'request.urlTooLong': () => ({ inPath: 'a'.repeat(201) }),
  'request.invalid': (operation) => {
    const { path, method } = operation;
    if (takesFile(operation)) return { url: `${path}?account=kho-bac-1&format=pdf` };
    if (nameOf(operation) === 'POST /v1/reconciliations')
      return { ask: { body: { account: 'kho-bac-1', day: 'today' } } };
    if (nameOf(operation) === 'POST /v1/admission-windows') return { ask: { body: { class: 'fee:LP01', perDay: 5 } } };
    if (nameOf(operation) === 'POST /v1/emc/reconciliations') return { ask: { body: { day: 'today' } } };
    if (path.includes('{code}')) return { inPath: 'a%20b' };
    return method === 'GET' || isBulk(operation)
      ? { url: `${path}?colour=red` }
      : { ask: { headers: { 'idempotency-key': 'k'.repeat(201) } } };
  },
  'request.timeout': () => ({ ask: { body: '{', headers: { 'content-length': '9' } } }),
  'request.tooLarge': (operation) =>
    takesFile(operation) ? refusedFor('file.tooLarge') : broken(`"${'x'.repeat(600_000)}"`)(operation),
  'request.contentType': broken('a', { 'content-type': 'text/plain' }),
  'request.contentEncoding': broken('a', { 'content-encoding': 'gzip' }),
  'json.empty': broken(''),
  'json.notUtf8': broken(Buffer.from([0x22, 0xff, 0x22])),
  'json.broken': broken('{'),
  'access.unknownClient': () => ({ ask: { key: 'nobody-knows-this-key' } }),
  'access.clientOnly': () => ({ ask: { key: keys.operator } }),
  'access.operatorOnly': () => ({ ask: { key: keys.demo } }),
  'access.roleForbidden': () => ({ ask: { key: keys.viewer } }),
  'access.unitForbidden': () => ({ ask: { key: keys.other } }),
  'dossier.notFound': (operation) =>
    ofMoney(operation) || ofChecks(operation) || ofDeliveries(operation) || handsOver(operation)
      ? coreSays({ kind: 'notFound' })(operation)
      : { inPath: 'H44.none' },
  'dossier.revisionConflict': coreSays({ kind: 'revisionConflict', current: 1 }),
  'dossier.stale': coreSays({ kind: 'stale', current: 2 }),
  'dossier.preconditionFailed': () => ({ ask: { headers: { 'if-match': '"another"' } } }),
  'dossier.bulkContentType': () => ({ ask: { headers: { 'content-type': 'application/json' } } }),
  'dossier.bulkTooMany': () => ({
    core: () => {
      const { uploads } = http.app.get(BulkDossiersController, { strict: false });
      const under = new Promise<void>((resolve) => (uploadsEnd = resolve));
      for (let n = 0; n < testConfig.limits.uploadsPerClient; n += 1) void uploads.run('demo', () => under);
    },
  }),
  'step.conflict': coreSays({ kind: 'stepConflict' }),
  'idempotency.mismatch': coreSays({ kind: 'idempotencyMismatch' }),
  'idempotency.inFlight': coreSays({ kind: 'idempotencyInFlight' }),
  'disagreement.notFound': (operation) =>
    repairs(operation) ? coreSays({ kind: 'notFound' })(operation) : { inPath: noId },
  'disagreement.ended': coreSays({ kind: 'ended' }),
  'disagreement.changed': coreSays({ kind: 'changed', version: 2 }),
  'disagreement.noRepair': coreSays({ kind: 'noRepair', why: 'agencyStates' }),
  'disagreement.unseen': ({ path }) => ({ url: path.replace('{id}', aDisagreement.id), bare: true }),
  'exchange.notFound': (operation) =>
    acts(operation) ? coreSays({ kind: 'notFound' })(operation) : { inPath: 'none' },
  'exchange.unresolved': coreSays({ kind: 'unresolved', state: 'unknown' }),
  'exchange.ended': coreSays({ kind: 'ended', state: 'settled' }),
  'exchange.notApplicable': coreSays({ kind: 'notApplicable', state: 'sending' }),
  'exchange.versionConflict': coreSays({ kind: 'versionConflict', version: 4 }),
  'exchange.samePerson': coreSays({ kind: 'samePerson' }),
  'exchange.findingsDiffer': coreSays({ kind: 'findingsDiffer' }),
  'failureClass.notFound': coreSays({ kind: 'notFound' }),
  'quarantinedMessage.notFound': () => ({ inPath: noId }),
  'unreadableRow.notFound': () => ({ inPath: noId }),
  'unreadableRow.notReadable': coreSays({ kind: 'notReadable' }),
  'replay.notFound': () => ({ inPath: noId }),
  'replay.open': coreSays({ kind: 'open', replay: replayId }),
  'webhook.notFound': (operation) =>
    /\/(secret|test|recovery)$/.test(operation.path) ? coreSays({ kind: 'notFound' })(operation) : { inPath: noId },
  'webhook.tooMany': coreSays({ kind: 'tooMany', most: 20 }),
  'events.gone': () => ({ core: () => (http.core.feedAnswer = { kind: 'gone' }) }),
  'attachment.notFound': () => ({ inPath: noId }),
  'attachment.typeForbidden': () => ({ ask: { headers: { 'content-type': 'application/json' } } }),
  'attachment.empty': refusedFile({ code: 'empty' }),
  'attachment.contentDiffers': refusedFile({ code: 'contentDiffers' }),
  'attachment.hashDiffers': refusedFile({ code: 'hashDiffers' }),
  'attachment.base64Broken': refusedFile({ code: 'base64Broken', at: 7 }),
  'attachment.archiveBroken': refusedFile({ code: 'archiveBroken' }),
  'attachment.archiveOpaque': refusedFile({ code: 'archiveOpaque' }),
  'attachment.archiveBomb': refusedFile({ code: 'archiveBomb', maxBytes: 7 }),
  'attachment.tooManyUploads': coreSays({ kind: 'tooManyUploads', most: 8 }),
  'attachment.unnamedFull': coreSays({ kind: 'unnamedFull', maxBytes: 7 }),
  'attachment.notOffered': coreSays({ kind: 'notOffered' }),
  'attachment.contentMissing': () => ({ core: () => (http.core.attachments.isLost = true) }),
  'payment.notFound': notThere,
  'payment.feesUnknown': coreSays({ kind: 'feesUnknown', fees: ['LP01'] }),
  'payment.nothingToPay': coreSays({ kind: 'nothingToPay' }),
  'payment.amountDiffers': coreSays({ kind: 'amountDiffers', amount: 50_000 }),
  'payment.amountTooLarge': coreSays({ kind: 'amountTooLarge', amount: 500_000_000, limit: 500_000_000 }),
  'payment.open': coreSays({ kind: 'open', payment: paymentId, fees: ['LP01'] }),
  'payment.paid': coreSays({ kind: 'paid', payment: paymentId, fees: ['LP01'] }),
  'payment.dossierEnded': coreSays({ kind: 'dossierEnded' }),
  'payment.noAccount': coreSays({ kind: 'noAccount' }),
  'payment.noAccountNumber': coreSays({ kind: 'noAccountNumber' }),
  'payment.expiresTooEarly': coreSays({ kind: 'expiresTooEarly' }),
  'payment.expiresTooLate': coreSays({ kind: 'expiresTooLate', days: 366 }),
  'payment.orderRefused': () => ({
    core: () => http.core.payments.set(paymentId, aPayment({ state: 'cancelled', cancelledWhy: 'providerRefused' })),
  }),
  'admissionWindow.notFound': coreSays({ kind: 'notFound' }),
  'admissionWindow.open': () => ({
    core: () => (http.core.admissionWindows.answer = { kind: 'conflict', window: aWindow }),
  }),
  'payment.windowFull': coreSays({ kind: 'windowFull', window: { id: aWindow.id, class: 'fee:LP01' } }),
  'payment.ended': coreSays({ kind: 'ended', state: 'settled' }),
  'payment.noQr': () => ({ core: () => http.core.payments.set(paymentId, withoutQr()) }),
  'delivery.notFound': notThere,
  'delivery.open': coreSays({ kind: 'open', delivery: deliveryId }),
  'delivery.applicantIncomplete': coreSays({ kind: 'applicantIncomplete', missing: ['/applicant/phone'] }),
  'delivery.noAccount': coreSays({ kind: 'noAccount' }),
  'delivery.ended': coreSays({ kind: 'ended', state: 'delivered' }),
  'delivery.cancelRefused': coreSays({ kind: 'kept' }),
  'submission.notFound': coreSays({ kind: 'notFound' }),
  'submission.unitUnfit': coreSays({ kind: 'unitUnfit', why: 'ended' }),
  'submission.alreadyPlaced': coreSays({ kind: 'alreadyPlaced' }),
  'handover.notFound': notThere,
  'handover.unitUnfit': coreSays({ kind: 'unitUnfit', why: 'own' }),
  'handover.dueTooEarly': (operation) =>
    coreSays({ kind: handsOver(operation) ? 'dueTooEarly' : 'expectedTooEarly' })(operation),
  'handover.stepUnfit': coreSays({ kind: 'stepUnfit' }),
  'handover.tooMany': coreSays({ kind: 'tooMany', most: 50 }),
  'handover.notReceiver': coreSays({ kind: 'notReceiver' }),
  'handover.notSender': coreSays({ kind: 'notSender' }),
  'handover.notApplicable': coreSays({ kind: 'notApplicable', state: 'refused' }),
  'citizenCheck.notFound': (operation) =>
    operation.method === 'GET' ? { inPath: noId } : { core: () => http.core.checks.clear() },
  'citizenCheck.otherProcedure': coreSays({ kind: 'otherProcedure', procedure: '1.000001' }),
  'citizenCheck.fieldsForbidden': broken(aCheckRequest({ fields: ['fullName', 'religion'] })),
  'citizenCheck.notConnected': broken(aCheckRequest({ claims: { phone: '0900000001' } })),
  'credit.notFound': notThere,
  'credit.samePerson': coreSays({ kind: 'samePerson' }),
  'credit.proposalsDiffer': coreSays({ kind: 'proposalsDiffer' }),
  'credit.paymentNotFound': coreSays({ kind: 'paymentNotFound' }),
  'credit.otherAccount': coreSays({ kind: 'otherAccount', creditAccount: 'kho-bac-2', paymentAccount: 'kho-bac-1' }),
  'credit.notAssignable': coreSays({ kind: 'notAssignable', state: 'matched' }),
  'refund.notFound': notThere,
  'refund.nothingDue': coreSays({ kind: 'nothingDue' }),
  'refund.samePerson': coreSays({ kind: 'samePerson' }),
  'refund.otherPerson': coreSays({ kind: 'otherPerson' }),
  'refund.creditUnfit': coreSays({ kind: 'creditUnfit' }),
  'refund.notApplicable': coreSays({ kind: 'notApplicable', state: 'done' }),
  'account.notFound': (operation) =>
    takesFile(operation)
      ? { url: `${operation.path}?account=none&format=camt053` }
      : { ask: { body: { account: 'none', day: '2026-11-21' } } },
  'statement.notFound': ({ path }) => ({
    url: `${path.replace('{id}', noId)}${path.endsWith('entries') ? '?list=matched' : ''}`,
  }),
  'statement.contentType': () => ({ ask: { headers: { 'content-type': 'application/json' } } }),
  'statement.refused': () => refusedFor('totals.balance'),
  'reconciliation.notFound': ({ path }) => ({ url: path.replace('{account}', 'kho-bac-1').replace('{day}', 'today') }),
  'intake.clientFull': () => ({ core: () => occupy('demo', testConfig.limits.requestsPerClient) }),
  'intake.overQuota': () => ({
    core: () => {
      const intake = http.app.get<IntakeLimiter>(INTAKE, { strict: false });
      const full = { of: 'quota', most: 10, waiting: 0, perSecond: 10, millis: 100 } as const;
      intake.enter = () => full;
    },
  }),
  'intake.full': () => ({
    core: () => {
      for (let n = 0; n < 60; n += 1) occupy(`client-${n}`, testConfig.limits.requestsPerClient);
    },
  }),
  'gateway.fault': () => ({ core: () => (http.core.outage = new TypeError('unforeseen')) }),
  'gateway.unavailable': () => ({ core: () => (http.core.outage = Object.assign(new Error(), { code: '57P01' })) }),
};

function withoutQr(): ReturnType<typeof aPayment> {
  const { qrPayload: _, ...payment } = aPayment({ state: 'initiating' });
  return payment;
}

async function provoke(operation: DescribedOperation, code: string): Promise<Answer> {
  const provocation = provocations[code as ProblemCode];
  if (!provocation) throw new Error(`nobody knows how ${code} comes about`);
  const { ask, url, inPath, core, bare } = provocation(operation);
  core?.();
  const usual = good(operation);
  const path = url ?? (inPath === undefined ? usual.url : operation.path.replace(/\{\w+\}/, inPath));
  return http.ask(path, { ...usual, ...ask, headers: { ...(bare ? {} : usual.headers), ...ask?.headers } });
}

it('every operation refuses what it says it refuses', async () => {
  await http.ask('/v1/dossiers/H44.1', { method: 'PUT', body: aDossier() });
  http.core.exchanges.set('e1', { ...exchangeItem('e1'), unit: 'H44.01', attemptList: [] });
  const told = operations.flatMap((operation) =>
    [...operation.problems].map(([code, status]) => ({ operation, code, status })),
  );
  expect(told.length).toBeGreaterThan(250);

  // Bodies that never arrive wait for the same deadline together, the rest one after the other.
  const late = told.filter(({ code }) => code === 'request.timeout');
  const answers = await Promise.all(late.map(({ operation, code }) => provoke(operation, code)));
  expect(answers.map(({ status, json }) => [status, json.code])).toEqual(late.map(() => [408, 'request.timeout']));
  for (const { operation, code, status } of told.filter((one) => !late.includes(one))) {
    const answer = await provoke(operation, code);
    forget();
    expect([nameOf(operation), answer.status, answer.json?.code]).toEqual([nameOf(operation), status, code]);
  }
}, 30_000);

it('an answer that its operation does not speak of is noticed by every test of the rim', () => {
  const asked = { method: 'GET', url: '/v1/dossiers/H44.1?x=1' };
  expect(undocumented(operations, asked, { status: 200 })).toBeUndefined();
  expect(undocumented(operations, asked, { status: 404, code: 'dossier.notFound' })).toBeUndefined();
  expect(undocumented(operations, asked, { status: 404, code: 'exchange.notFound' })).toContain('lacks');
  expect(undocumented(operations, asked, { status: 202 })).toContain('GET /v1/dossiers/{code} answered 202');
});

it('every POST takes an Idempotency-Key, and says so', async () => {
  const { paths } = (await http.ask('/openapi.json')).json;
  const posts = Object.entries<{ post?: { parameters?: readonly { name: string; in: string }[] } }>(paths).flatMap(
    ([path, { post }]) =>
      post ? [{ path, names: (post.parameters ?? []).map(({ name }) => name.toLowerCase()) }] : [],
  );
  expect(posts.length).toBeGreaterThan(30);
  expect(posts.flatMap(({ path, names }) => (names.includes('idempotency-key') ? [] : [path]))).toEqual([]);
  await http.ask('/v1/dossiers/H44.1', { method: 'PUT', body: aDossier() });
  for (const operation of operations.filter(({ method }) => method === 'POST')) {
    const usual = good(operation);
    const headers = { ...usual.headers, 'idempotency-key': 'k'.repeat(201) };
    const { status, json } = await http.ask(usual.url, { ...usual, headers });
    forget();
    expect([nameOf(operation), status, json.errors?.[0].pointer]).toEqual([
      ...[nameOf(operation), 400, '/headers/idempotency-key'],
    ]);
  }
});

it('keys are opaque, not JSON Web Tokens', async () => {
  const { json } = await http.ask('/openapi.json');
  expect(json.components.securitySchemes.bearer).toEqual({
    type: 'http',
    scheme: 'bearer',
    description: expect.stringContaining('opaque'),
  });
  expect(json.paths['/v1/exchanges'].get.security).toEqual([{ bearer: [] }]);
});
