import type { ExchangeIntent, JourneyEvent, PartnerPlan, SubjectState } from '@lienthong/gateway';
import { isPosted } from './story.mts';

type Stated = Extract<JourneyEvent, { kind: 'dossierStated' }>;
type Added = Extract<JourneyEvent, { kind: 'stepAdded' }>;

const partner = 'reference';

/**
 * What the reference partner hears of: the state of each revision, a reservation at a dossier's first one, a note per step and a
 * post per every second step. One operation of each declaration.
 */
export const referencePlan: PartnerPlan = {
  partner,
  facet: 'reference',
  follow(event, state) {
    switch (event.kind) {
      case 'dossierStated':
        return ofRevision(event, state);
      case 'stepAdded':
        return ofStep(event);
      default:
        return [];
    }
  },
};

function ofRevision({ content, contentHash }: Stated, state: SubjectState): ExchangeIntent[] {
  const text = content.summary ?? '';
  const intents: ExchangeIntent[] = [
    { partner, operation: 'setState', lane: 'latest', payload: { text }, snapshot: contentHash },
  ];
  // A lane without a number: this dossier has not been reserved yet.
  const reserved = [...state.lanes.values()].some((lane) => lane.partner === partner && lane.operation === 'reserve');
  if (!reserved) {
    const refuse = text.includes('[refuse reserve]');
    intents.push({ partner, operation: 'reserve', lane: 'once', payload: { text, ...(refuse ? { refuse } : {}) } });
  }
  return intents;
}

function ofStep({ step }: Added): ExchangeIntent[] {
  const text = step.content;
  const refuse = text.includes('[refuse note]');
  const intents: ExchangeIntent[] = [
    { partner, operation: 'appendNote', lane: 'append', payload: { text, ...(refuse ? { refuse } : {}) } },
  ];
  if (isPosted(step.key)) intents.push({ partner, operation: 'post', lane: 'append', payload: { text } });
  return intents;
}
