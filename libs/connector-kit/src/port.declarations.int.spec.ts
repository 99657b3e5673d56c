import { join, resolve } from 'node:path';
import ts from 'typescript';

/** Compiled beside port.ts, as an author of a connector would write it; `//!` marks the line at which the compiler must stop. */
const prelude = `
import { idempotent, repeatable, resolvable, type AnyOperation, type ResolvableOperation } from './port.js';
const common = {
  parse: (payload: unknown) => String(payload),
  hardDeadlineMs: 1_000,
  settlingMs: 1_000,
  send: () => Promise.resolve({ outcome: 'done' } as const),
};
const resolve = () => Promise.resolve({ found: 'open', cause: 'partner.pending' } as const);
const absent = () => Promise.resolve({ found: 'absent' } as const);
`;

const right = {
  'idempotent in every lane': `
export const declared = [
  idempotent({ ...common, lane: 'latest', recognisedBy: 'MaHoSo' }),
  idempotent({ ...common, lane: 'append', recognisedBy: 'MaHoSo' }),
  idempotent({ ...common, lane: 'once', recognisedBy: 'MaHoSo' }),
];`,
  'repeatable with its harm': `
export const declared = repeatable({ ...common, lane: 'append', harm: 'a row twice', onDoubt: 'park', batch: 10 });`,
  'repeatable whose numbers stand alone': `
export const declared = repeatable({ ...common, lane: 'append', harm: 'x', onDoubt: 'park', standAlone: 'each counts' });`,
  'resolvable that proves both': `
export const declared: ResolvableOperation<string, 'both'> =
  resolvable({ ...common, lane: 'once', proves: 'both', maxQuestions: 3, resolve: absent });`,
  'resolvable that proves presence': `
export const declared = resolvable({ ...common, lane: 'append', proves: 'presence', maxQuestions: 3, resolve });`,
};

interface Wrong {
  readonly source: string;
  /** What the compiler must say of it. */
  readonly says: RegExp;
}

const wrong: Readonly<Record<string, Wrong>> = {
  'resolvable without a way to resolve': {
    source: `
export const declared = resolvable(
  { ...common, lane: 'once', proves: 'both', maxQuestions: 3 }, //!
);`,
    says: /'resolve' is missing/,
  },
  'resolvable without a limit of questions': {
    source: `
export const declared = resolvable(
  { ...common, lane: 'once', proves: 'both', resolve }, //!
);`,
    says: /'maxQuestions' is missing/,
  },
  'resolvable in a latest lane': {
    source: `
export const declared = resolvable({
  ...common,
  lane: 'latest', //!
  proves: 'both',
  maxQuestions: 3,
  resolve,
});`,
    says: /'"latest"' is not assignable to type '"append" \| "once"'/,
  },
  'absence proved by what can only prove presence': {
    source: `
export const declared = resolvable<string, 'presence'>({
  ...common,
  lane: 'once',
  proves: 'presence',
  maxQuestions: 3,
  resolve: absent, //!
});`,
    says: /found: "absent"; }' is not assignable to type 'Resolution<"presence">'/,
  },
  'absence proved by what can only prove presence, types left to the compiler': {
    source: `
export const declared = resolvable({
  ...common,
  lane: 'once',
  proves: 'presence',
  maxQuestions: 3,
  resolve: absent, //!
});`,
    says: /found: "absent"; }' is not assignable to type 'Resolution<"presence">'/,
  },
  'idempotent that does not say how a copy is recognised': {
    source: `
export const declared = idempotent(
  { ...common, lane: 'latest' }, //!
);`,
    says: /'recognisedBy' is missing/,
  },
  'repeatable that does not name its harm': {
    source: `
export const declared = repeatable(
  { ...common, lane: 'append', onDoubt: 'repeat' }, //!
);`,
    says: /'harm' is missing/,
  },
  'repeatable that does not say what follows doubt': {
    source: `
export const declared = repeatable(
  { ...common, lane: 'append', harm: 'a row twice' }, //!
);`,
    says: /'onDoubt' is missing/,
  },
  'a batch of what is not repeatable': {
    source: `
export const declared = idempotent({
  ...common,
  lane: 'append',
  recognisedBy: 'MaHoSo',
  batch: 10, //!
});`,
    says: /'batch' does not exist/,
  },
  'numbers that stand alone where only the newest counts': {
    source: `
export const declared = repeatable(
  { ...common, lane: 'latest', harm: 'x', onDoubt: 'park', standAlone: 'each counts' }, //!
);`,
    says: /is not assignable/,
  },
  'numbers that stand alone without a reason': {
    source: `
export const declared = repeatable(
  { ...common, lane: 'append', harm: 'x', onDoubt: 'park', standAlone: true }, //!
);`,
    says: /is not assignable/,
  },
  'numbers that stand alone of what must never be sent twice': {
    source: `
export const declared = resolvable({
  ...common,
  lane: 'append',
  proves: 'presence',
  maxQuestions: 3,
  resolve,
  standAlone: 'each counts', //!
});`,
    says: /'standAlone' does not exist/,
  },
  'a fourth declaration': {
    source: `
export const declared: AnyOperation = {
  ...common,
  fate: 'hopeful', //!
  lane: 'once',
};`,
    says: /'"hopeful"' is not assignable to type '("(idempotent|repeatable|resolvable)"( \| )?){3}'/,
  },
  'no declaration at all': {
    source: `
const table: Record<string, AnyOperation> = {
  post: { ...common, lane: 'once' }, //!
};
export const declared = table;`,
    says: /is not assignable to type 'AnyOperation'/,
  },
  'an outcome that says nothing of the fate': {
    source: `
export const declared = idempotent({
  ...common,
  lane: 'once',
  recognisedBy: 'MaHoSo',
  send: () => Promise.resolve({ outcome: 'failed', cause: 'x' } as const), //!
});`,
    says: /outcome: "failed"; .*is not assignable to type 'Outcome'/,
  },
  'a refusal without who acts': {
    source: `
export const declared = idempotent({
  ...common,
  lane: 'once',
  recognisedBy: 'MaHoSo',
  send: () => Promise.resolve({ outcome: 'refused', cause: 'partner.refused' } as const), //!
});`,
    says: /'whoActs' is missing/,
  },
};

const folder = resolve('libs/connector-kit/src');
const sources = new Map<string, string>();
const place = (title: string, source: string): string => {
  const file = join(folder, `declared-${sources.size}.fixture.ts`);
  sources.set(file, prelude + source);
  files.set(title, file);
  return file;
};
const files = new Map<string, string>();
for (const [title, source] of Object.entries(right)) place(title, source);
for (const [title, { source }] of Object.entries(wrong)) place(title, source);

/** One program for all fixtures, in memory, under the compiler options of the house. */
function compile(): ts.Program {
  const base = resolve('tsconfig.base.json');
  const { config } = ts.readConfigFile(base, (path) => ts.sys.readFile(path)) as { config: unknown };
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, folder);
  const checking = { ...options, noEmit: true, composite: false, incremental: false, declaration: false };
  const host = ts.createCompilerHost(checking);
  const read = host.getSourceFile.bind(host);
  host.getSourceFile = (file, ...rest) => {
    const source = sources.get(resolve(file));
    return source === undefined ? read(file, ...rest) : ts.createSourceFile(file, source, ts.ScriptTarget.ES2023);
  };
  const exists = host.fileExists.bind(host);
  host.fileExists = (file) => sources.has(resolve(file)) || exists(file);
  return ts.createProgram([...sources.keys()], checking, host);
}

describe('a declaration of an operation', () => {
  let program: ts.Program;
  beforeAll(() => {
    program = compile();
  });

  const errorsOf = (title: string): readonly { readonly line: number; readonly says: string }[] => {
    const file = program.getSourceFile(files.get(title)!)!;
    return [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)].map((error) => ({
      line: file.getLineAndCharacterOfPosition(error.start!).line,
      says: ts.flattenDiagnosticMessageText(error.messageText, '\n'),
    }));
  };

  it.each(Object.keys(right))('compiles: %s', (title) => {
    expect(errorsOf(title)).toEqual([]);
  });

  it.each(Object.entries(wrong))('does not compile: %s', (title, { says }) => {
    const marked = sources
      .get(files.get(title)!)!
      .split('\n')
      .findIndex((line) => line.includes('//!'));
    expect(errorsOf(title)).toEqual([{ line: marked, says: expect.stringMatching(says) as string }]);
  });
});
