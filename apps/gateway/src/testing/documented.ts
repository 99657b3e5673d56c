interface Described {
  readonly content?: Record<string, { readonly schema?: { readonly allOf?: readonly unknown[] } }>;
}
interface Operation {
  readonly responses: Readonly<Record<string, Described>>;
}
/** What of an OpenAPI document is needed to hold answers against it. */
export interface ApiDescription {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}
export interface DescribedOperation {
  readonly method: string;
  readonly path: string;
  /** Statuses without a problem document. */
  readonly successes: readonly number[];
  /** Problem codes, each with its status. */
  readonly problems: ReadonlyMap<string, number>;
}

/** Every operation with what it says it answers. */
export const operationsOf = ({ paths }: ApiDescription): DescribedOperation[] =>
  Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { responses }]) => {
      const answers = Object.entries(responses).map(([status, answer]) => ({
        status: Number(status),
        codes: codesOf(answer),
      }));
      return {
        method: method.toUpperCase(),
        path,
        successes: answers.filter(({ codes }) => codes === undefined).map(({ status }) => status),
        problems: new Map(answers.flatMap(({ status, codes = [] }) => codes.map((code) => [code, status] as const))),
      };
    }),
  );

function codesOf(answer: Described): readonly string[] | undefined {
  const schema = answer.content?.['application/problem+json']?.schema;
  const [, narrowed] = (schema?.allOf ?? []) as { readonly properties?: { readonly code: { enum: string[] } } }[];
  return narrowed?.properties?.code.enum;
}

/** What an operation answered and does not say, in one sentence; undefined when all is said, or no operation is meant. */
export function undocumented(
  operations: readonly DescribedOperation[],
  asked: { readonly method: string; readonly url: string },
  { status, code }: { readonly status: number; readonly code?: string | undefined },
): string | undefined {
  const path = asked.url.split('?', 1)[0]!;
  const operation = operations.find(({ method, path: template }) => method === asked.method && fits(template, path));
  if (!operation || code === 'request.malformed') return undefined;
  const said = code === undefined ? operation.successes.includes(status) : operation.problems.get(code) === status;
  return said
    ? undefined
    : `${operation.method} ${operation.path} answered ${status} ${code ?? ''}, which its description lacks`;
}

const fits = (template: string, path: string): boolean =>
  new RegExp(`^${template.replace(/\./g, '\\.').replace(/\{\w+\}/g, '[^/]+')}$`).test(path);
