/**
 * Two checks on words, both over every file of the repository:
 * Vietnamese stands only where a reader expects it, and nothing names the machine it was written on.
 */
import { linesOf, repositoryFiles } from './lib/tracked.mjs';

/** Letters with Vietnamese marks, composed or not. */
const vietnamese = /[\p{Script=Latin}--[a-zA-Z]]|[a-zA-Z][\u0300-\u0323]/v;
const code = /\.(ts|js|mjs|cjs)$/;
const mayBeVietnamese = [
  /\.(wire|mapping|messages|page|spec)\.ts$/, // a partner's words, their tables, message catalogues, pages for people, tests
  /^test\//,
  /\/testing\//,
  /\/fixtures\//,
  /^apps\/(sandbox|console)\/src\/pages?\//,
];

const ofThisMachine = [
  { pattern: /\/(work|farm|root)\//, what: 'a path of the machine it was written on' },
  { pattern: /(^|[^\w.])\/home\/\w/, what: "a path into somebody's home" },
  { pattern: /(^|[^\w.])\/tmp\/\w/, what: 'a fixed path for temporary files (os.tmpdir() gives the right one)' },
  {
    pattern: /registry\.npm|repo1?\.maven|deb\.debian|"resolved": "https?:/,
    what: 'the address of a package registry',
  },
];

const problems = [];
const files = repositoryFiles();
for (const file of files) {
  const english = code.test(file) && !mayBeVietnamese.some((pattern) => pattern.test(file));
  linesOf(file).forEach((line, index) => {
    const at = `${file}:${index + 1}`;
    const word = english ? vietnamese.exec(line) : null;
    if (word)
      problems.push(
        `${at}: a Vietnamese word outside *.wire.ts, *.mapping.ts, *.messages.ts: "${around(line, word.index)}"`,
      );
    for (const { pattern, what } of ofThisMachine) {
      const found = file.startsWith('scripts/words.') ? null : pattern.exec(line);
      if (found) problems.push(`${at}: ${what}: "${around(line, found.index)}"`);
    }
  });
}

function around(line, index) {
  return line.slice(Math.max(0, index - 12), index + 24).trim();
}

if (problems.length > 0) console.error(problems.join('\n'));
console.log(`words: ${files.length} files, ${problems.length} problems`);
process.exitCode = problems.length > 0 ? 1 : 0;
