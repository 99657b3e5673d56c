import type { InboundAnswer, InboundVerdict } from '@lienthong/connector-kit';
import type { DvcInbound } from './dvc-portal.submission.config.js';
import { submissionWords, whatIsWrong } from './dvc-portal.submission.messages.js';

/** `{error_code, message}` (wire contracts §1.10); a repeat is answered as one (§1.8). */
export const answerSubmission =
  ({ answers: { codes, unprovedStatus, unreadableStatus } }: DvcInbound) =>
  (verdict: InboundVerdict): InboundAnswer => {
    if (verdict.kind === 'stored') {
      const { repeated, fact } = verdict.facts[0];
      if (!repeated) return said(200, codes.taken, submissionWords.taken);
      const byReference = fact.kind === 'submission' && fact.submissionId.startsWith('ref/');
      return said(200, codes.repeated, byReference ? submissionWords.repeatedReference : submissionWords.repeated);
    }
    return verdict.ground === 'proof'
      ? said(unprovedStatus, codes.refused, submissionWords.unproved)
      : said(unreadableStatus, codes.refused, whatIsWrong(verdict.cause));
  };

/** So many at once: it comes again a little later. */
export const comeAgain = ({ answers: { codes } }: DvcInbound): InboundAnswer => ({
  ...said(503, codes.refused, submissionWords.busy),
  headers: { 'retry-after': '30' },
});

const said = (status: number, error_code: string, message: string): InboundAnswer => ({
  status,
  contentType: 'application/json; charset=utf-8',
  body: JSON.stringify({ error_code, message }),
});
