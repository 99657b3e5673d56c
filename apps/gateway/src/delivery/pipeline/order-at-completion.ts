import type { DossierContent } from '@lienthong/contracts';
import type { PutDossier } from '../../core.js';
import type { Batch, HeldSubject } from '../../pipeline/batch.js';
import type { PipelineTools } from '../../pipeline/tools.js';
import { stateOf } from '../rules/delivery.js';
import { applicantParty } from './applicant-party.js';
import { makeDelivery, partyHashOf } from './make-delivery.js';
import { countsOf, lineOf } from './tell.js';

/** Is this a dossier whose result goes to its applicant by post? */
export const goesByPost = ({ status, returnBy }: Pick<DossierContent, 'status' | 'returnBy'>): boolean =>
  status === 'completed' && returnBy === 'post';

/**
 * The result of a completed dossier goes by post: it is ordered once, without anybody asking. Only one that the post refused is ordered
 * anew, when the agency states another address; what was called off or came back is for a person to order again.
 */
export function orderAtCompletion(
  { content, client, traceparent }: Pick<PutDossier, 'content' | 'client' | 'traceparent'>,
  held: HeldSubject,
  batch: Batch,
  tools: PipelineTools,
): void {
  if (!goesByPost(content)) return;
  const account = tools.postAccountOf(content.unit);
  // The agency's post is then none of ours.
  if (account === undefined) return;
  const earlier = batch.post.of(held.subject, 'return');
  if (earlier.some((one) => stateOf(one) !== 'refused')) return;
  const applicant = applicantParty(content);
  if ('missing' in applicant) {
    const args = { missing: applicant.missing.join(' '), whoActs: 'agency' };
    batch.record(held, [{ at: batch.at, kind: 'delivery.notOrdered', by: 'gateway', args }]);
    return;
  }
  const receiver = applicant.party;
  const partyHash = partyHashOf({ account, receiver }, held, tools);
  if (earlier.some((one) => one.partyHash === partyHash)) return;
  const trace = traceparent === undefined ? {} : { traceparent };
  const delivery = makeDelivery(
    { ...{ orderedBy: 'gateway', client, account, direction: 'return', receiver }, ...trace },
    ...([held, batch, tools] as const),
  );
  const { exchange } = delivery;
  batch.record(held, [lineOf('requested', delivery, { at: batch.at, by: 'gateway', exchange })]);
  batch.count(countsOf({ kind: 'moved', to: 'requested' }, delivery));
}
