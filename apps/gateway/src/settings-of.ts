import type { GatewayConfig } from '@lienthong/config';
import { StartRefused } from '@lienthong/process';
import { unitsOfClients } from './access/units-of-clients.js';
import { unitTree } from './access/unit-tree.js';
import { attachmentTypes } from './attachments/attachment-types.js';
import { calendarOf } from './calendar.js';
import { postAccounts } from './delivery/accounts.js';
import type { GatewayCoreOptions } from './core-options.js';
import { dueInWorkingDays } from './handovers/rules/due.js';
import { hubUnits } from './handovers/rules/hub-units.js';
import { unitRoutes } from './handovers/rules/route.js';
import { stepRules } from './handovers/rules/steps-as-configured.js';
import { paymentRules } from './money/payment-rules.js';
import { faultOfPrefix } from './money/reference/prefix.js';
import { firstRetryMillis } from './webhooks/rules/sending.js';
import type { CoreSettings } from './settings.js';

const hour = 3_600_000;
const day = 24 * hour;

/**
 * What the configuration file says of the core.
 * @throws {StartRefused} when files are to be taken whose content cannot be told.
 */
export const coreSettingsOf = ({
  limits,
  journey,
  retention,
  attachments,
  replays,
  disagreements,
}: GatewayConfig): Partial<CoreSettings> => ({
  dossierBodyBytes: limits.bodyBytes,
  defaultDueMillis: journey.defaultDueDays * day,
  replayPerSecond: replays.perSecond,
  exchangeMillis: retention.exchangeDays * day,
  statementMillis: retention.statementDays * day,
  endedDisagreementMillis: retention.disagreementDays * day,
  portalAnswerMillis: retention.portalAnswerDays * day,
  strayParcelMillis: retention.strayParcelDays * day,
  attachmentBytes: limits.attachmentBytes,
  uploadsPerClient: limits.uploadsPerClient,
  unnamedAttachmentBytes: limits.unnamedAttachmentBytes,
  attachmentTypes: attachmentTypes(attachments),
  attachmentMillis: retention.attachmentDays * day,
  unnamedAttachmentMillis: retention.unnamedAttachmentDays * day,
  orphanedFileMillis: retention.orphanedFileDays * day,
  handoverMillis: retention.handoverDays * day,
  feedMillis: retention.eventDays * day,
  quarantineMillis: retention.quarantineDays * day,
  disagreementMillis: disagreements.settlingMinutes * 60_000,
  agencyDisagreementMillis: disagreements.agencyHours * hour,
  portalQuestions: disagreements.portalQuestionsPerMinute,
  portalAskedAgainMillis: disagreements.portalAskedAgainDays * day,
});

/**
 * What the configuration file says of units, accounts and payments.
 * @throws {StartRefused} when transfer texts hold the prefix of references by themselves, or a year of the calendar is not one.
 */
export function rulesOf(
  config: GatewayConfig,
): Required<
  Pick<
    GatewayCoreOptions,
    | 'unitName'
    | 'unitsWithin'
    | 'payments'
    | 'postAccountOf'
    | 'handovers'
    | 'webhooks'
    | 'calendar'
    | 'referencePrefix'
  >
> {
  const { units, payments, handovers, webhooks, clients, procedures, roles } = config;
  const tree = unitTree(units);
  const calendar = calendarOf(config.calendar);
  const fault = faultOfPrefix(payments.referencePrefix);
  const unreached = units.find(({ via }) => via !== undefined && !config.partnerNames.includes(via));
  if (unreached) {
    const found = `units: ${unreached.code} is reached via ${unreached.via}`;
    throw new StartRefused([`${found}, of which partners: says nothing; configure it there, or leave via out`]);
  }
  if (fault) throw new StartRefused([`payments.referencePrefix: found ${payments.referencePrefix}; ${fault}`]);
  return {
    unitName: (unit) => tree.nameOf(unit) ?? unit,
    unitsWithin: (ancestor) => (tree.has(ancestor) ? tree.codes.filter((unit) => tree.isWithin(unit, ancestor)) : []),
    payments: paymentRules(config, tree),
    postAccountOf: postAccounts(config.postAccounts, tree),
    handovers: {
      routeOf: unitRoutes(tree),
      hub: hubUnits(tree),
      dueAt: dueInWorkingDays(handovers.defaultDueDays, calendar),
      remindMillis: handovers.remindHours * hour,
      steps: stepRules(procedures, roles, tree, calendar),
    },
    webhooks: {
      allowHttp: webhooks.allowHttp,
      allowPrivateAddresses: webhooks.allowPrivateAddresses,
      overlapMillis: webhooks.secretOverlapHours * hour,
      firstRetryMillis,
      giveUpMillis: webhooks.giveUpHours * hour,
      unitsOf: unitsOfClients(clients, tree),
    },
    calendar,
    referencePrefix: payments.referencePrefix,
  };
}
