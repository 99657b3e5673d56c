import type { Readable } from 'node:stream';
import type { UnitTree } from '../../access/unit-tree.js';
import type { PutDossier, PutDossierResult } from '../../core.js';
import { problemOf } from '../../http/problem-of.js';
import { Problem, problemDocument } from '../../http/problem.js';
import { refusalOfPut } from '../refusals.js';
import { warningsOf } from '../warnings.js';
import { readLine, type ReadLine } from './bulk-line.js';
import { gathered } from './gathered.js';
import { linesOf, type Line } from './ndjson.js';

/** What is committed together at most: no longer than a request that comes meanwhile can wait. */
const portion = { items: 200, weight: 1024 * 1024 } as const;

export interface RecordingOptions {
  readonly units: UnitTree;
  readonly maxLineBytes: number;
  readonly maxBytes: number;
  readonly traceId: string;
  /** In Vietnam. */
  readonly today: string;
  /** Of whom these dossiers are. */
  readonly caller: Pick<PutDossier, 'client' | 'mayUseUnit' | 'traceparent'>;
  readonly put: (commands: readonly PutDossier[]) => Promise<readonly PutDossierResult[]>;
}

/**
 * Records the dossiers of a body while it comes: per line one line of answer, in their order. What is answered as recorded or
 * unchanged is kept. Where nothing can be kept any more, or too much has come, the last answer says so and is the last: the lines
 * behind it are to be sent again.
 */
export async function* recordLines(body: Readable, options: RecordingOptions): AsyncGenerator<string> {
  let last = 0;
  try {
    const source = linesOf(upTo(options.maxBytes, body), options.maxLineBytes);
    for await (const lines of gathered(source, ({ bytes }) => bytes?.length ?? 0, portion)) {
      const { answers, failure } = await record(lines, options);
      last = lines.at(-1)!.line;
      yield answers.map((answer) => `${JSON.stringify(answer)}\n`).join('');
      if (failure) return;
    }
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    yield `${JSON.stringify({ line: last + 1, problem: problemDocument(error, options.traceId) })}\n`;
  }
}

/** Left alone when it is left: destroyed, it would take the connection with it, and the answer. */
async function* upTo(maxBytes: number, body: Readable): AsyncGenerator<Buffer> {
  let bytes = 0;
  for await (const chunk of body.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > maxBytes) throw new Problem('request.tooLarge', { params: { maxBytes } });
    yield chunk;
  }
}

interface Recorded {
  readonly answers: readonly object[];
  /** The store is away: nothing that comes now can be kept. */
  readonly failure: boolean;
}

async function record(given: readonly Line[], options: RecordingOptions): Promise<Recorded> {
  const { caller, put, traceId, maxLineBytes, units } = options;
  const lines = given.map((line) => readLine(line, maxLineBytes, units));
  const commands = lines.flatMap((line): PutDossier[] =>
    'content' in line ? [{ ...caller, code: line.code, content: line.content, backfill: true }] : [],
  );
  const refused = ({ line, code }: ReadLine, problem: Problem) => ({
    ...{ line, code, problem: problemDocument(problem, traceId) },
  });
  const results = await put(commands).catch((error: unknown) => problemOf(error));
  let next = 0;
  const answers = lines.map((line) => {
    if (!('content' in line)) return refused(line, line.problem);
    const result = results instanceof Problem ? results : results[next++]!;
    return result instanceof Problem ? refused(line, result) : answerOf(line, result, options);
  });
  return { answers, failure: results instanceof Problem };
}

function answerOf(
  read: Extract<ReadLine, { readonly content: unknown }>,
  result: PutDossierResult,
  options: RecordingOptions,
) {
  const { line, code, content } = read;
  switch (result.kind) {
    case 'accepted':
    case 'same': {
      const warnings = warningsOf(content, options.units, options.today);
      return {
        ...{ line, code, outcome: result.kind === 'accepted' ? 'recorded' : 'unchanged', revision: result.revision },
        ...(warnings.length > 0 ? { warnings } : {}),
      };
    }
    case 'fault':
      return { line, code, problem: problemDocument(problemOf(result.fault), options.traceId) };
    default:
      return { line, code, problem: problemDocument(refusalOfPut(result, content.revision), options.traceId) };
  }
}
