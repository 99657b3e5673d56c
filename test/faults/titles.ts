import ts from 'typescript';

/** What a file of tests quotes, by whether it is run. */
export interface Titles {
  /** Everything that is quoted outside of comments, marks of quotation undone; a title is among them. */
  readonly quoted: readonly string[];
  /** What of it stands in a test, or in a suite, that is skipped wherever it is run. */
  readonly skipped: readonly string[];
}

/** Reads `it.skip`, `xit`, `it.todo` and `it.failing`, also with `each`, and the same of `test` and `describe`. Which of two is run is the condition's: `(isThere ? it : it.skip)` is run. */
export function titlesIn(text: string): Titles {
  const quoted: string[] = [];
  const skipped: string[] = [];
  const look = (node: ts.Node, isSkipped: boolean): void => {
    const within = isSkipped || (ts.isCallExpression(node) && isSkip(node.expression));
    const words = wordsOf(node);
    if (words !== undefined) {
      quoted.push(words);
      if (within) skipped.push(words);
    }
    ts.forEachChild(node, (child) => look(child, within));
  };
  look(ts.createSourceFile('a.ts', text, ts.ScriptTarget.Latest, true), false);
  return { quoted, skipped };
}

function wordsOf(node: ts.Node): string | undefined {
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) return node.text;
  // With what is put in still in it, as it is written.
  return ts.isTemplateExpression(node) ? node.getText().slice(1, -1) : undefined;
}

const neverRun: ReadonlySet<string> = new Set(['skip', 'todo', 'failing']);
const blocks: ReadonlySet<string> = new Set(['it', 'test', 'describe']);

/** `it.skip`, `it.skip.each(…)`, `xdescribe`, … */
function isSkip(called: ts.Expression): boolean {
  if (ts.isCallExpression(called)) return isSkip(called.expression);
  if (ts.isTaggedTemplateExpression(called)) return isSkip(called.tag);
  if (ts.isIdentifier(called)) return called.text.startsWith('x') && blocks.has(called.text.slice(1));
  if (!ts.isPropertyAccessExpression(called)) return false;
  const { name, expression } = called;
  if (neverRun.has(name.text) && ts.isIdentifier(expression) && blocks.has(expression.text)) return true;
  return isSkip(expression);
}
