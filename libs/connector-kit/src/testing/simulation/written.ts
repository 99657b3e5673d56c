import type { SendFate } from './fates.js';
import type { Written } from './plan.js';

const nothing: SendFate = { answer: 'cut', answerIn: 0 };
const refused: SendFate = { answer: 'refused', answerIn: 0 };
const busy: SendFate = { answer: 'later', answerIn: 0 };
const done: SendFate = { effectIn: 0, answer: 'ok', answerIn: 0 };
const unheard: SendFate = { effectIn: 0, answer: 'cut', answerIn: 0 };
const refusedUnheard: SendFate = { answer: 'refused', answerIn: 5_000 };

/** Not answered, and lands while those behind it could go. */
const cutAndLate: SendFate = { effectIn: 1_400, answer: 'cut', answerIn: 0 };

/** Lands when its owner's lease has long ended. */
const veryLate: SendFate = { effectIn: 3_900, answer: 'never', answerIn: 0 };

/** Turns that chance takes seldom: each of these takes them for sure. */
export const writtenSchedules: Readonly<Record<string, Written>> = {
  'refused after an unknown fate, state': { lanes: { state: 1 }, sends: [nothing, refused] },
  'refused, stored first, state': { lanes: { poster: 1 }, sends: [refused] },
  'refused after an unknown fate, entry': { lanes: { entry: 1 }, sends: [nothing, refused] },
  'one in doubt lets the next ones go, an operator finds it not done': {
    lanes: { tally: 3 },
    sends: [nothing, done, done],
    apartMs: 3_000,
    when: { state: 'parked', kind: 'resolve', finding: 'notDone' },
  },
  'nothing overtakes one in doubt that may still land': {
    lanes: { tally: 2 },
    sends: [cutAndLate],
    apartMs: 100,
  },
  'one that is refused lets the next ones go': { lanes: { tick: 3 }, sends: [refused, nothing, refused], apartMs: 10 },
  'one in doubt lets the next ones go, and their owner dies': {
    lanes: { tally: 4 },
    sends: [unheard],
    apartMs: 400,
    acts: [
      { on: 'parked', act: 'kill' },
      { on: 'tookOver', act: 'stop' },
    ],
  },
  'unknown again and again': { lanes: { state: 1 }, sends: [nothing, unheard, nothing, done] },
  'unreadable look-ups after an unknown fate': {
    lanes: { state: 1 },
    sends: [nothing],
    reads: ['answered', 'unreadable', 'unreadable'],
  },
  'a payload that cannot be read': { lanes: { state: 1, pay: 1 }, readable: 0 },
  'a payload that cannot be read, in a batch': { lanes: { row: 3, push: 2 }, readable: 1, apartMs: 10 },
  'a payload that can no longer be read, after an unknown fate': {
    lanes: { state: 1 },
    sends: [nothing],
    readable: 1,
  },
  'a newer number after a payload that cannot be read': { lanes: { state: 2 }, readable: 0, apartMs: 4_000 },
  'unreadable look-ups park': { lanes: { state: 1 }, reads: ['unreadable', 'unreadable'] },
  'unreadable look-ups of a resolvable one': { lanes: { order: 1 }, reads: ['unreadable', 'unreadable'] },
  'a batch of unknown fate is refused': {
    lanes: { row: 3 },
    sends: [nothing, refused],
    apartMs: 10,
  },
  'a newer number after an unknown fate': { lanes: { state: 2 }, sends: [unheard], apartMs: 500 },
  'a newer number after a parked one': {
    lanes: { state: 2 },
    reads: ['unreadable', 'unreadable'],
    apartMs: 4_000,
  },
  'found done at the second question': {
    lanes: { order: 1 },
    sends: [unheard],
    reads: ['answered', 'unreadable', 'answered'],
  },
  'found refused at the second question': {
    lanes: { order: 1 },
    sends: [refusedUnheard],
    reads: ['answered', 'unreadable', 'answered'],
  },
  'found refused at the first question': { lanes: { order: 1 }, sends: [refusedUnheard] },
  'never found': { lanes: { order: 1 }, sends: [nothing] },
  'absent too early': { lanes: { pay: 1 }, sends: [nothing] },
  'an operator knows while we ask, done': {
    lanes: { order: 1 },
    sends: [unheard],
    reads: ['answered', 'unreadable', 'unreadable'],
    when: { state: 'resolving', kind: 'resolve', finding: 'done' },
  },
  'an operator knows while we ask, not done': {
    lanes: { order: 1 },
    sends: [nothing],
    reads: ['answered', 'unreadable', 'unreadable'],
    when: { state: 'resolving', kind: 'resolve', finding: 'notDone' },
  },
  'an operator gives up while we ask': {
    lanes: { order: 1 },
    sends: [nothing],
    reads: ['answered', 'unreadable', 'unreadable'],
    when: { state: 'resolving', kind: 'abandon' },
  },
  'an operator knows before we ask, done': {
    lanes: { order: 1 },
    sends: [unheard],
    when: { state: 'unknown', kind: 'resolve', finding: 'done' },
  },
  'an operator knows before we ask, not done': {
    lanes: { entry: 1 },
    sends: [nothing],
    when: { state: 'unknown', kind: 'resolve', finding: 'notDone' },
  },
  'an operator gives up an unknown fate': {
    lanes: { entry: 2 },
    sends: [nothing],
    when: { state: 'unknown', kind: 'abandon' },
  },
  'a batch is refused': { lanes: { row: 3 }, sends: [refused] },
  'busy, and well later': { lanes: { entry: 1, order: 1 }, sends: [busy, busy] },
  'busy after an unknown fate': { lanes: { state: 1 }, sends: [nothing, busy] },
  'refused, tried again by an operator': {
    lanes: { entry: 1 },
    sends: [refused],
    when: { state: 'parked', kind: 'retry' },
  },
  'refused, given up by an operator': {
    lanes: { order: 1 },
    sends: [refused],
    when: { state: 'parked', kind: 'abandon' },
  },
  'parked in doubt, found done by an operator': {
    lanes: { push: 1 },
    sends: [unheard],
    when: { state: 'parked', kind: 'resolve', finding: 'done' },
  },
  'parked in doubt, found not done by an operator': {
    lanes: { push: 1 },
    sends: [nothing],
    when: { state: 'parked', kind: 'resolve', finding: 'notDone' },
  },
  'an operator does not want to wait': {
    lanes: { entry: 1 },
    sends: [busy],
    when: { state: 'waiting', kind: 'retry' },
  },
  'an operator gives up what waits': {
    lanes: { entry: 1 },
    sends: [busy],
    when: { state: 'waiting', kind: 'abandon' },
  },
  'owner lost, found done': { lanes: { pay: 1 }, sends: [unheard], acts: [{ on: 'sent', act: 'kill' }] },
  'owner lost, found absent': { lanes: { pay: 1 }, sends: [nothing], acts: [{ on: 'sent', act: 'kill' }] },
  'owner lost, parked': { lanes: { push: 3 }, sends: [unheard], acts: [{ on: 'sent', act: 'kill' }] },
  'owner lost, a newer one waits behind the parked one': {
    lanes: { poster: 2 },
    sends: [nothing],
    apartMs: 100,
    acts: [{ on: 'sent', act: 'kill' }],
  },
  'taken over while a call is out': {
    lanes: { notice: 2 },
    sends: [veryLate],
    apartMs: 100,
    acts: [{ on: 'sent', act: 'kill' }],
  },
  'taken over twice while a call is out': {
    lanes: { notice: 2 },
    sends: [veryLate],
    apartMs: 100,
    acts: [
      { on: 'sent', act: 'kill' },
      { on: 'tookOver', act: 'stop' },
    ],
  },
  'stopped while a call is out': {
    lanes: { notice: 2 },
    sends: [veryLate],
    apartMs: 100,
    acts: [{ on: 'sent', act: 'stop' }],
  },
  'restored while one is out and one waits, asked about': {
    lanes: { order: 2 },
    sends: [unheard],
    acts: [{ on: 'sent', act: 'restore' }],
  },
  'restored while some are out and one waits, parked': {
    lanes: { push: 3 },
    sends: [unheard],
    acts: [{ on: 'sent', act: 'restore' }],
  },
  'restored before a question': { lanes: { order: 1 }, sends: [unheard], acts: [{ on: 'unknown', act: 'restore' }] },
  'restored between two questions': {
    lanes: { order: 1 },
    sends: [unheard],
    reads: ['answered', 'unreadable', 'answered'],
    acts: [{ on: 'resolving', act: 'restore' }],
  },
  'restored when it was refused, asked about': {
    lanes: { order: 1 },
    sends: [refused],
    acts: [{ on: 'parked', act: 'restore' }],
  },
  'restored when it was refused, parked': {
    lanes: { push: 1 },
    sends: [refused],
    acts: [{ on: 'parked', act: 'restore' }],
  },
  'restored while a call is out of which nothing is stored': {
    lanes: { notice: 2 },
    sends: [veryLate],
    apartMs: 100,
    acts: [{ on: 'sent', act: 'restore' }],
  },
  'done after the backup, asked about': {
    lanes: { pay: 1 },
    sends: [busy, done],
    acts: [
      { on: 'waiting', act: 'backUp' },
      { on: 'settled', act: 'restore' },
    ],
  },
  'done after the backup, parked': {
    lanes: { push: 1 },
    sends: [busy, done],
    acts: [
      { on: 'waiting', act: 'backUp' },
      { on: 'settled', act: 'restore' },
    ],
  },
  'come and done after the backup': {
    lanes: { order: 2 },
    apartMs: 4_000,
    acts: [
      { on: 'settled', act: 'backUp' },
      { on: 'settled', act: 'restore' },
    ],
  },
  'restored twice': {
    lanes: { pay: 1 },
    sends: [nothing],
    acts: [
      { on: 'sending', act: 'restore' },
      { on: 'tookOver', act: 'restore' },
    ],
  },
  'an operator tries again what was refused': {
    lanes: { state: 1 },
    sends: [refused],
    when: { state: 'settled', kind: 'retry' },
  },
};
