/** How long a unit may take over a step, in working time. */
export type StepLimit = { readonly workingHours: number } | { readonly workingDays: number };

/** What a procedure asks of another unit, as declared. */
export interface DeclaredStep {
  readonly key: string;
  /** Who is asked: a unit, or who plays a part for the dossier's unit when the step begins. */
  readonly unit?: string;
  readonly role?: string;
  /** What is asked. */
  readonly ask: string;
  readonly limit: StepLimit;
  /** Keys of the steps whose answers it waits for; without it it begins at once. */
  readonly after?: readonly string[];
}

/**
 * `waiting`: for the answers of others. `open`, `accepted`: asked, as its handover stands. `held`: nobody answers it as things are (refused,
 * taken back, no unit to ask): the dossier's own unit has to ask somebody.
 */
export const stepStates = ['waiting', 'open', 'accepted', 'answered', 'held'] as const;
export type StepState = (typeof stepStates)[number];

/** What may follow what, and by what. An answer may come without anybody having accepted. */
export const stepMoves: readonly { readonly from: StepState; readonly by: string; readonly to: StepState }[] = [
  { from: 'waiting', by: 'asked', to: 'open' },
  { from: 'waiting', by: 'nobody to ask', to: 'held' },
  { from: 'open', by: 'accepted', to: 'accepted' },
  { from: 'open', by: 'answered', to: 'answered' },
  { from: 'open', by: 'refused, taken back, not carried', to: 'held' },
  { from: 'accepted', by: 'answered', to: 'answered' },
  { from: 'accepted', by: 'taken back, not carried', to: 'held' },
  { from: 'held', by: 'asked anew', to: 'open' },
];

/** A step of one dossier. What was declared stands with it: a declaration that is changed later disturbs nothing that has begun. */
export interface Step extends DeclaredStep {
  readonly state: StepState;
  /** Id of the handover that asks; of a step that was asked anew the newest. */
  readonly handover?: string;
  /** The unit that was asked, or who took over from it. */
  readonly to?: string;
  /** RFC 3339 UTC, as are the others. */
  readonly dueAt?: string;
  /** Its answer was still owed when it was due. */
  readonly late?: true;
  /** Since when it is held. */
  readonly heldSince?: string;
  readonly endedAt?: string;
}

/** Steps that others have just been waiting for, all of them answered. */
export interface Join {
  readonly answered: readonly string[];
  /** What begins with it; nothing when it was the last. */
  readonly next: readonly string[];
}

/** What became of a handover that asks for a step. */
export interface StepHandover {
  readonly handover: string;
  readonly unit: string;
  readonly state: Exclude<StepState, 'waiting'>;
  readonly late: boolean;
  /** When that was, RFC 3339 UTC. */
  readonly at: string;
}

export const begun = (declared: readonly DeclaredStep[]): readonly Step[] =>
  declared.map((step) => ({ ...step, state: 'waiting' }));

/** What can be asked now. */
export const readySteps = (steps: readonly Step[]): readonly Step[] =>
  steps.filter((step) => step.state === 'waiting' && waitsForNothing(step, steps));

const waitsForNothing = ({ after = [] }: DeclaredStep, steps: readonly Step[]): boolean =>
  after.every((key) => steps.some((step) => step.key === key && step.state === 'answered'));

/** A step has been asked, for the first time or anew. */
export const stepAsked = (
  steps: readonly Step[],
  key: string,
  asked: { readonly handover: string; readonly to: string; readonly dueAt: string },
): readonly Step[] =>
  changed(steps, key, ({ late: _late, heldSince: _held, endedAt: _ended, ...step }) => ({
    ...{ ...step, ...asked },
    state: 'open',
  }));

/** There is no unit that could be asked. */
export const stepUnplaced = (steps: readonly Step[], key: string, at: string): readonly Step[] =>
  changed(steps, key, (step) => ({ ...step, state: 'held', heldSince: at }));

/** The same object when nothing has changed: what is told of a handover that was asked in its stead later is no news. */
export function stepMoved(steps: readonly Step[], { handover, unit, state, late, at }: StepHandover): readonly Step[] {
  const step = steps.find((one) => one.handover === handover);
  if (!step || step.state === 'answered' || step.state === 'held') return steps;
  if (step.state === state && step.to === unit && (step.late === true || !late)) return steps;
  return changed(steps, step.key, () => ({
    ...{ ...step, state, to: unit },
    ...(late ? { late: true as const } : {}),
    ...(state === 'held' ? { heldSince: at } : {}),
    ...(state === 'answered' || state === 'held' ? { endedAt: at } : {}),
  }));
}

const changed = (steps: readonly Step[], key: string, change: (step: Step) => Step): readonly Step[] =>
  steps.map((step) => (step.key === key ? change(step) : step));

/** What came together with a change: each group that somebody waits for once, with what it lets begin; and the last of all. */
export function joinsOf(before: readonly Step[], after: readonly Step[]): readonly Join[] {
  const groups = new Map<string, { readonly answered: readonly string[]; readonly next: string[] }>();
  for (const step of after) {
    if (!step.after?.length || waitsForNothing(step, before) || !waitsForNothing(step, after)) continue;
    const group = [...step.after].sort().join(' ');
    const join = groups.get(group) ?? { answered: step.after, next: [] };
    join.next.push(step.key);
    groups.set(group, join);
  }
  const isOver = allAnswered(after) && !allAnswered(before);
  return [...groups.values(), ...(isOver ? [{ answered: lastOf(after), next: [] }] : [])];
}

const allAnswered = (steps: readonly Step[]): boolean => steps.every(({ state }) => state === 'answered');

/** Steps that no other waits for. */
const lastOf = (steps: readonly Step[]): readonly string[] => {
  const waitedFor = new Set(steps.flatMap(({ after = [] }) => after));
  return steps.map(({ key }) => key).filter((key) => !waitedFor.has(key));
};

/** Since when the dossier's own unit has had to ask somebody for a step. */
export const heldSince = (steps: readonly Step[]): string | undefined =>
  steps.flatMap((step) => (step.state === 'held' && step.heldSince ? [step.heldSince] : [])).sort()[0];

/** Units whose answers to steps are overdue at an instant. */
export const lateUnits = (steps: readonly Step[], now: number): readonly string[] => [
  ...new Set(steps.flatMap((step) => (isOwed(step) && isLate(step, now) ? [step.to!] : []))),
];

const isOwed = ({ state }: Step): boolean => state === 'open' || state === 'accepted';

/** The answer came, or is owed, after its time. */
export const isLate = ({ dueAt, endedAt, late }: Step, now: number): boolean =>
  late === true || (dueAt !== undefined && Date.parse(dueAt) < (endedAt === undefined ? now : Date.parse(endedAt)));
