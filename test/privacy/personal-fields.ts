import { ApiClient, type Answer } from '../support/api-client.js';

/** What of the API's description is looked at here. */
export interface ApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}
interface Described {
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
}
interface Schema {
  readonly $ref?: string;
  readonly allOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly enum?: readonly unknown[];
  readonly 'x-personal'?: boolean;
}

/** `POST /v1/citizen-checks /claims/father/name`: every field of a request that is marked personal and may hold words of anybody. */
export function personalFields({ paths, components }: ApiDocument): string[] {
  const found: string[] = [];
  const look = (stated: Schema, at: string, within: boolean): void => {
    const schema = resolve(stated, components.schemas);
    const personal = within || stated['x-personal'] === true || schema['x-personal'] === true;
    if (schema.properties)
      for (const [name, of] of Object.entries(schema.properties)) look(of, `${at}/${name}`, personal);
    else if (schema.items) look(schema.items, `${at}/*`, personal);
    else if (personal && holdsWords(schema)) found.push(at);
  };
  for (const [path, operations] of Object.entries(paths)) {
    for (const [method, { requestBody }] of Object.entries(operations)) {
      for (const { schema } of Object.values(requestBody?.content ?? {})) {
        look(schema, `${method.toUpperCase()} ${path} `, false);
      }
    }
  }
  return found;
}

const holdsWords = ({ enum: allowed, type }: Schema): boolean => !allowed && [type].flat().includes('string');

function resolve(schema: Schema, schemas: ApiDocument['components']['schemas']): Schema {
  const { $ref, allOf, anyOf } = schema;
  if ($ref) return resolve(schemas[$ref.slice('#/components/schemas/'.length)]!, schemas);
  const [only, ...more] = [...(allOf ?? []), ...(anyOf ?? [])].filter(({ type }) => type !== 'null');
  if (more.length > 0) throw new Error(`more than one shape: ${JSON.stringify(schema)}`);
  return only ? resolve(only, schemas) : schema;
}

/** Sees which personal fields have carried a canary in a request that was accepted. */
export class Witness {
  readonly #carried = new Set<string>();

  /** @param stems what every canary holds */
  constructor(private readonly stems: readonly string[]) {}

  /** Every path of `body` at which a canary stands, lists as `*`. */
  saw(method: string, path: string, body: unknown): void {
    if (typeof body === 'string') {
      if (this.stems.some((stem) => body.includes(stem))) this.#carried.add(`${method} ${path}`);
    } else if (typeof body === 'object' && body !== null) {
      const before = path.includes(' ') ? path : `${path} `;
      for (const [name, value] of Object.entries(body)) {
        this.saw(method, `${before}/${Array.isArray(body) ? '*' : name}`, value);
      }
    }
  }

  /** Of these fields, those that never carried any. */
  missing(fields: readonly string[]): string[] {
    const carried = [...this.#carried];
    return fields.filter((field) => {
      const wanted = field.split(/[/ ]/);
      return !carried.some((seen) => isOne(wanted, seen.split(/[/ ]/)));
    });
  }
}

/** Part by part; a parameter of the path stands for whatever was there. */
const isOne = (wanted: readonly string[], seen: readonly string[]): boolean =>
  wanted.length === seen.length && wanted.every((part, at) => part.startsWith('{') || part === seen[at]);

/** A client of the API whose accepted requests a witness sees. */
export class WatchedClient extends ApiClient {
  constructor(
    url: string,
    key: string,
    private readonly witness: Witness,
  ) {
    super(url, key);
  }
  override async ask(...request: Parameters<ApiClient['ask']>): Promise<Answer> {
    const answer = await super.ask(...request);
    const [method, path, given] = request;
    if (answer.status < 300) this.witness.saw(method, path, given?.body);
    return answer;
  }
}
