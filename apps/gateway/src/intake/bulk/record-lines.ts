import type { UnitTree } from '../../access/unit-tree.js';
import type { PutDossier, PutDossierResult } from '../../core.js';
import { problemOf } from '../../http/problem-of.js';
import { Problem, problemDocument } from '../../http/problem.js';
import { refusalOfPut } from '../refusals.js';
import { warningsOf } from '../warnings.js';
import { readLine, type ReadLine } from './bulk-line.js';
import { gathered } from './gathered.js';
import type { LineOutcome } from './line-outcomes.js';
import { linesOf, type Line } from './ndjson.js';

/** What is committed together at most: no longer than a request that comes meanwhile can wait. */
const portion = { items: 200, weight: 1024 * 1024 } as const;

export interface RecordingOptions {
  readonly units: UnitTree;
  readonly maxLineBytes: number;
  readonly traceId: string;
  /** In Vietnam. */
  readonly today: string;
  /** Of whom these dossiers are. */
  readonly caller: Pick<PutDossier, 'client' | 'mayUseUnit' | 'traceparent'>;
  readonly put: (commands: readonly PutDossier[]) => Promise<readonly PutDossierResult[]>;
  /** What each line was answered under the same key. */
  readonly before?: Iterator<LineOutcome, undefined>;
  readonly onLine?: (outcome: LineOutcome) => void;
  /** Every line was looked at. Rejects where that cannot be remembered. */
  readonly onWhole?: () => Promise<void>;
}

/**
 * Records the dossiers of a body while it comes: per line one line of answer, in their order. What is answered as recorded or
 * unchanged is kept. Where nothing can be kept any more, or too much has come, the last answer says so and is the last: the lines
 * behind it are to be sent again.
 *
 * Of a repeat under one key no line is recorded a second time that was before: done again it would be `unchanged`, or stale by now.
 * It has the first answer again, made of what the line says. One that was refused is looked at again, as refusals are everywhere.
 */
export async function* recordLines(body: AsyncIterable<Buffer>, options: RecordingOptions): AsyncGenerator<string> {
  let last = 0;
  try {
    const source = linesOf(body, options.maxLineBytes);
    for await (const lines of gathered(source, ({ bytes }) => bytes?.length ?? 0, portion)) {
      const { answers, failure } = await record(lines, options);
      last = lines.at(-1)!.line;
      yield answers.map((answer) => `${JSON.stringify(answer)}\n`).join('');
      if (failure) return;
    }
    await options.onWhole?.().catch((error: unknown) => {
      throw problemOf(error);
    });
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    yield `${JSON.stringify({ line: last + 1, problem: problemDocument(error, options.traceId) })}\n`;
  }
}

/** One line of the answer; `outcome` where it is kept. */
interface LineAnswer {
  readonly line: number;
  readonly code: string | undefined;
  readonly outcome?: Exclude<LineOutcome, 'refused'>;
  readonly revision?: number;
  readonly warnings?: readonly object[];
  readonly problem?: object;
}

interface Recorded {
  readonly answers: readonly LineAnswer[];
  /** The store is away: nothing that comes now can be kept. */
  readonly failure: boolean;
}

/** A line, and what it was answered before. */
type RepeatedLine = ReadLine & { readonly before?: LineOutcome };
type Stated = Extract<RepeatedLine, { readonly content: unknown }>;

async function record(given: readonly Line[], options: RecordingOptions): Promise<Recorded> {
  const { caller, put, traceId, maxLineBytes, units } = options;
  const lines = given.map((line) => repeated(readLine(line, maxLineBytes, units), options.before));
  const commands = lines.flatMap((line): PutDossier[] =>
    'content' in line && !doneBefore(line)
      ? [{ ...caller, code: line.code, content: line.content, backfill: true }]
      : [],
  );
  const refused = ({ line, code }: ReadLine, problem: Problem): LineAnswer => ({
    ...{ line, code, problem: problemDocument(problem, traceId) },
  });
  const results = await put(commands).catch((error: unknown) => problemOf(error));
  let next = 0;
  const answers = lines.map((line): LineAnswer => {
    if (!('content' in line)) return refused(line, line.problem);
    const before = doneBefore(line);
    if (before) return done(line, before, line.content.revision, options);
    const result = results instanceof Problem ? results : results[next++]!;
    return result instanceof Problem ? refused(line, result) : answerOf(line, result, options);
  });
  for (const { outcome = 'refused' } of answers) options.onLine?.(outcome);
  return { answers, failure: results instanceof Problem };
}

function repeated(line: ReadLine, outcomes: RecordingOptions['before']): RepeatedLine {
  const before = outcomes?.next().value;
  return before === undefined ? line : { ...line, before };
}

const doneBefore = ({ before }: RepeatedLine): LineAnswer['outcome'] => (before === 'refused' ? undefined : before);

function done(
  { line, code, content }: Stated,
  outcome: LineAnswer['outcome'] & string,
  revision: number,
  { units, today }: RecordingOptions,
): LineAnswer {
  const warnings = warningsOf(content, units, today);
  return { ...{ line, code, outcome, revision }, ...(warnings.length > 0 ? { warnings } : {}) };
}

function answerOf(read: Stated, result: PutDossierResult, options: RecordingOptions): LineAnswer {
  const { line, code, content } = read;
  switch (result.kind) {
    case 'accepted':
      return done(read, 'recorded', result.revision, options);
    case 'same':
      return done(read, 'unchanged', result.revision, options);
    case 'fault':
      return { line, code, problem: problemDocument(problemOf(result.fault), options.traceId) };
    default:
      return { line, code, problem: problemDocument(refusalOfPut(result, content.revision), options.traceId) };
  }
}
