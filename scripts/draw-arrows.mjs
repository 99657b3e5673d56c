/** Prints docs/reference/arrows.md: which package imports which, and the rules with their reasons. */
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { packagesOf } from './lib/packages.mjs';
import { root } from './lib/root.mjs';

const { forbidden, rooms } = createRequire(import.meta.url)('../.dependency-cruiser.cjs');

const importsOf = ({ folder, name }) => {
  const found = new Set();
  for (const file of readdirSync(join(root, folder, 'src'), { recursive: true })) {
    if (!file.endsWith('.ts') || /\.spec\.ts$|(^|[\\/])testing[\\/]/.test(file)) continue;
    const text = readFileSync(join(root, folder, 'src', file), 'utf8');
    for (const [, target] of text.matchAll(/from '@lienthong\/([\w-]+)'/g)) if (target !== name) found.add(target);
  }
  return [...found].sort();
};

const packages = packagesOf(root);
const nodes = packages.map(({ room, name }) => `  ${name}${room === 'apps' ? `[["${name}"]]` : `["${name}"]`}`);
const edges = packages.flatMap((from) => importsOf(from).map((to) => `  ${from.name} --> ${to}`));
const rules = [...forbidden, rooms].map(({ name, comment }) => `| \`${name}\` | ${comment.replace(/^because /, '')} |`);

console.log(`# Arrows of the house

Written by \`npm run generate\` from the imports and from \`.dependency-cruiser.cjs\`; \`npm run check\` fails when it is behind.
Double frames are programs, single ones libraries. Tests are left out.

\`\`\`mermaid
flowchart TD
${[...nodes, ...edges].join('\n')}
\`\`\`

| rule | because |
|---|---|
${rules.join('\n')}

Each rule has a forbidden import under \`test/arrows/fixtures/\`; the check fails when one of them is not reported.`);
