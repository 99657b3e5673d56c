import { pointerOf, type ConfigFault } from './config-fault.js';
import { Secret } from './secret.js';

/** Where references lead: environment variables, and files relative to the configuration. */
export interface ReferenceSources {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Throws when it cannot be read. */
  readonly readFile: (path: string) => string;
}
export interface Resolved {
  /** With every reference replaced by what it leads to; for checking only. */
  readonly plain: unknown;
  /** Pointers of the references. */
  readonly references: ReadonlySet<string>;
  readonly faults: readonly ConfigFault[];
}

const variable = /^\$\{([A-Za-z_][A-Za-z0-9_]*)\}$/;
const file = /^file:(.+)$/;

/** Follows every `${NAME}` and `file:path` that is a whole value. */
export function resolveReferences(tree: unknown, sources: ReferenceSources): Resolved {
  const references = new Set<string>();
  const faults: ConfigFault[] = [];
  const visit = (value: unknown, path: readonly (string | number)[]): unknown => {
    if (Array.isArray(value)) return value.map((item, index) => visit(item, [...path, index]));
    if (typeof value === 'object' && value !== null) {
      return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, visit(inner, [...path, name])]));
    }
    if (typeof value !== 'string') return value;
    const pointer = pointerOf(path);
    const answer = follow(value, sources);
    if (answer === undefined) return value;
    references.add(pointer);
    if ('fault' in answer) faults.push({ pointer, ...answer.fault });
    return 'value' in answer ? answer.value : value;
  };
  return { plain: visit(tree, []), references, faults };
}

type Followed = { readonly value: string } | { readonly fault: Pick<ConfigFault, 'found' | 'allowed'> };

function follow(text: string, { env, readFile }: ReferenceSources): Followed | undefined {
  const name = variable.exec(text)?.[1];
  if (name !== undefined) {
    const value = env[name];
    if (value !== undefined && value !== '') return { value };
    const state = value === undefined ? 'not set' : 'empty';
    return {
      fault: { found: `\${${name}}, which is ${state}`, allowed: `the environment variable ${name} with a value` },
    };
  }
  const path = file.exec(text)?.[1];
  if (path === undefined) return undefined;
  try {
    const value = readFile(path).replace(/\r?\n$/, '');
    if (value !== '') return { value };
    return { fault: { found: `file:${path}, which is empty`, allowed: 'a file with the secret' } };
  } catch (error) {
    const reason = (error as { code?: string }).code ?? 'error';
    return { fault: { found: `file:${path}, which cannot be read (${reason})`, allowed: 'a readable file' } };
  }
}

/** A copy in which what came from a reference is a {@link Secret}. */
export function withSecrets(
  plain: unknown,
  references: ReadonlySet<string>,
  path: readonly (string | number)[] = [],
): unknown {
  if (Array.isArray(plain)) return plain.map((item, index) => withSecrets(item, references, [...path, index]));
  if (typeof plain === 'object' && plain !== null) {
    return Object.fromEntries(
      Object.entries(plain).map(([name, inner]) => [name, withSecrets(inner, references, [...path, name])]),
    );
  }
  return typeof plain === 'string' && references.has(pointerOf(path)) ? new Secret(plain) : plain;
}

/** A copy with every {@link Secret} opened, for the one who reads a partner's slice. Do not log or keep it. */
export function revealSecrets(value: unknown): unknown {
  if (value instanceof Secret) return value.reveal();
  if (Array.isArray(value)) return value.map(revealSecrets);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, revealSecrets(inner)]));
}
