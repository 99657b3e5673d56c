import { createReferenceConnector } from '@lienthong/connector-kit/testing';
import type { PartnerPlan } from '@lienthong/gateway';
import { clusterDeadlines } from '../../proof/deadlines.mts';
import { referencePlan } from '../../crash/reference-plan.mts';

const { hardMs, settlingMs } = clusterDeadlines;

/** Of the dossiers that the crash run's load tells of; the others have partners enough. */
const isOfLoad = (text = ''): boolean => /-K\d+-\d{6}/.test(text);

export const chaosPlan: PartnerPlan = {
  ...referencePlan,
  follow(event, ...more) {
    const text =
      event.kind === 'dossierStated' ? event.content.summary : event.kind === 'stepAdded' ? event.step.content : '';
    return isOfLoad(text ?? undefined) ? referencePlan.follow(event, ...more) : [];
  },
};

export const referenceConnector = (baseUrl: string) =>
  createReferenceConnector({
    ...{ baseUrl, hardDeadlineMs: hardMs, settlingMs },
    // Asked for longer than a call can take to land.
    maxQuestions: 12,
    limits: { retryFirstMs: 100, retryMaxMs: 1_000 },
  });
