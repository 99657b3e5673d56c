import type { EventDraft } from '../../journey/draft.js';
import type { FeedDraft } from './feed-types.js';

type Told = Pick<FeedDraft, 'type' | 'data' | 'handover'>;
type Telling = (line: EventDraft) => Told | undefined;
type Args = NonNullable<EventDraft['args']>;

/** Of a line's args those that stand on the feed under the same name. */
function of({ args = {} }: EventDraft, ...names: readonly string[]): Args {
  return Object.fromEntries(names.flatMap((name) => (args[name] === undefined ? [] : [[name, args[name]]])));
}

const handedOver: Telling = (line) => ({
  type: 'handover.received',
  data: { ...of(line, 'handover', 'dueAt'), kind: line.args!['handed']! },
  handover: String(line.args!['handover']),
});

const handoverEnded =
  (state: 'answered' | 'refused'): Telling =>
  (line) => ({
    type: 'handover.answered',
    data: { ...of(line, 'handover'), kind: line.args!['handed']!, state },
    handover: String(line.args!['handover']),
  });

const withdrawn: Telling = (line) => ({
  type: 'handover.withdrawn',
  data: { ...of(line, 'handover'), kind: line.args!['handed']! },
  handover: String(line.args!['handover']),
});

const needsAttention =
  (why: string): Telling =>
  (line) => ({ type: 'payment.needsAttention', data: { ...of(line, 'payment', 'reference'), why } });

/** What a person of the agency, or of the operating centre, has to look at stands in the timeline under these names. */
const tellings: Readonly<Record<string, Telling>> = {
  'exchange.settled': (line) =>
    line.outcome === 'done' && isSync(line)
      ? { type: 'dossier.synced', data: { exchange: line.exchange! } }
      : undefined,
  'exchange.parked': (line) => ({
    type: 'exchange.parked',
    data: { exchange: line.exchange!, ...of(line, 'partner', 'operation', 'cause', 'whoActs') },
  }),
  'disagreement.found': (line) => ({ type: 'disagreement.found', data: of(line, 'disagreement', 'kind') }),
  'handover.sent': handedOver,
  'handover.rerouted': handedOver,
  'handover.refused': handoverEnded('refused'),
  'handover.fellBack': handoverEnded('refused'),
  'handover.notCarried': handoverEnded('refused'),
  'handover.answered': handoverEnded('answered'),
  'handover.withdrawn': withdrawn,
  'steps.joined': (line) => ({ type: 'steps.joined', data: of(line, 'steps', 'next') }),
  'steps.late': (line) => ({ type: 'steps.late', data: of(line, 'step', 'unit', 'handover', 'dueAt', 'late') }),
  'steps.held': (line) => ({
    type: 'steps.held',
    data: { ...of(line, 'step', 'unit', 'handover'), why: 'notAnswered' },
  }),
  'steps.unplaced': (line) => ({ type: 'steps.held', data: { ...of(line, 'step'), why: 'nobodyToAsk' } }),
  'payment.settled': (line) => ({ type: 'payment.settled', data: of(line, 'payment', 'reference', 'late') }),
  'payment.doubted': needsAttention('doubted'),
  'payment.refundDue': needsAttention('refundDue'),
  'payment.reversedAfterUse': needsAttention('reversedAfterUse'),
  'payment.disagreement': needsAttention('disagreement'),
};

const isSync = ({ args }: EventDraft): boolean =>
  args?.['partner'] === 'dvc-portal' && args['operation'] === 'syncDossier';

/** What a line of a timeline is worth on the feed: the one place where the second follows from the first. */
export function toldByLine(line: EventDraft): FeedDraft | undefined {
  const told = line.kind.startsWith('delivery.') ? ofDelivery(line) : tellings[line.kind]?.(line);
  return told && { at: line.at, ...told };
}

/** Only a line that says where a parcel stands now. */
const ofDelivery: Telling = (line) =>
  line.args?.['state'] === undefined
    ? undefined
    : { type: 'delivery.updated', data: of(line, 'delivery', 'direction', 'state') };
