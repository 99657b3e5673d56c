/** `transfer`: the dossier itself. `request`: a question about it. `result`: what another unit waits for. Each is answered. */
export const handoverKinds = ['transfer', 'request', 'result'] as const;
/** `submission`: what a citizen submitted on the portal. Nobody hands such a thing over: it comes, and is taken or sent back. */
export const inboxKinds = [...handoverKinds, 'submission'] as const;
export type HandoverKind = (typeof inboxKinds)[number];
export type AskedKind = (typeof handoverKinds)[number];

/**
 * `open`: handed over, nobody there has looked at it. `accepted`: somebody has, and owes an answer. `withdrawn`: taken back. `taken`:
 * and owes none.
 */
export const handoverStates = ['open', 'accepted', 'refused', 'answered', 'withdrawn', 'taken'] as const;
export type HandoverState = (typeof handoverStates)[number];

/** What the receiver may do (`report`: say how far it is), and who handed it over: take it back. */
export const handoverActs = ['accept', 'refuse', 'report', 'answer', 'withdraw'] as const;
export type HandoverAct = (typeof handoverActs)[number];

type Moves = Readonly<Partial<Record<HandoverAct, HandoverState>>>;

/**
 * Who answers without accepting first has accepted by it. What has been accepted is not refused any more: a no is an answer too, and
 * the sender has stopped looking for somebody else.
 */
const moves: Readonly<Record<HandoverState, Moves>> = {
  open: { accept: 'accepted', refuse: 'refused', answer: 'answered', withdraw: 'withdrawn' },
  accepted: { report: 'accepted', answer: 'answered', withdraw: 'withdrawn' },
  refused: {},
  answered: {},
  withdrawn: {},
  taken: {},
};
/** Of a submission. */
const submissionMoves: Moves = { accept: 'taken', refuse: 'refused' };

/** The state after an act; `undefined` where the act is not possible any more. */
export const stateAfter = (
  state: HandoverState,
  act: HandoverAct,
  kind: HandoverKind = 'request',
): HandoverState | undefined =>
  kind !== 'submission' ? moves[state][act] : state === 'open' ? submissionMoves[act] : undefined;

/** States in which the receiver owes an answer, and sees the dossier. */
export const lastingStates = handoverStates.filter((state) => Object.keys(moves[state]).length > 0) as readonly Extract<
  HandoverState,
  'open' | 'accepted'
>[];

export const lasts = (state: HandoverState): state is 'open' | 'accepted' =>
  (lastingStates as readonly HandoverState[]).includes(state);

/** Every move there is of what one unit hands to another. */
export const handoverMoves = (): readonly {
  readonly from: HandoverState;
  readonly act: HandoverAct;
  readonly to: HandoverState;
}[] =>
  handoverStates.flatMap((from) =>
    handoverActs.flatMap((act) => {
      const to = stateAfter(from, act);
      return to ? [{ from, act, to }] : [];
    }),
  );
