/** What is wrong with a field of a request to the sandbox itself. */
export interface FieldProblem {
  field: string;
  problem: string;
}

/** Reads the fields of one JSON object, strictly; every problem is kept, and reading goes on with a harmless value. */
export class Fields {
  private readonly seen = new Set<string>();
  private readonly given: Record<string, unknown>;

  constructor(
    value: unknown,
    readonly problems: FieldProblem[],
    private readonly path = '',
  ) {
    const usable = typeof value === 'object' && value !== null && !Array.isArray(value);
    if (!usable) problems.push({ field: path || 'the body', problem: 'must be a JSON object' });
    this.given = usable ? (value as Record<string, unknown>) : {};
  }

  /** Undefined where the field is missing or null. */
  text(name: string, longest: number, pattern?: RegExp): string | undefined {
    const value = this.take(name);
    if (value === undefined) return undefined;
    if (typeof value !== 'string' || !value.isWellFormed() || [...value].length > longest)
      return this.wrong(name, `must be a text of at most ${longest} characters`);
    if (pattern && !pattern.test(value)) return this.wrong(name, `must match ${pattern.source}`);
    return value;
  }

  integer(name: string, least: number, most: number): number | undefined {
    const value = this.take(name);
    if (value === undefined) return undefined;
    if (!Number.isSafeInteger(value) || (value as number) < least || (value as number) > most)
      return this.wrong(name, `must be a whole number from ${least} to ${most}`);
    return value as number;
  }

  number(name: string, least: number, most: number): number | undefined {
    const value = this.take(name);
    if (value === undefined) return undefined;
    if (typeof value !== 'number' || !(value >= least && value <= most))
      return this.wrong(name, `must be a number from ${least} to ${most}`);
    return value;
  }

  flag(name: string): boolean | undefined {
    const value = this.take(name);
    if (value === undefined || typeof value === 'boolean') return value;
    return this.wrong(name, 'must be true or false');
  }

  oneOf<T extends string>(name: string, allowed: readonly T[]): T | undefined {
    const value = this.take(name);
    if (value === undefined) return undefined;
    if (!allowed.includes(value as T)) return this.wrong(name, `must be one of ${allowed.join(', ')}`);
    return value as T;
  }

  /** A moment: ISO 8601 with its zone. */
  moment(name: string): string | undefined {
    const value = this.text(name, 40, /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)$/);
    if (value === undefined) return undefined;
    if (Number.isNaN(Date.parse(value))) return this.wrong(name, 'must be a moment that exists');
    return new Date(value).toISOString();
  }

  /** An http or https address. */
  address(name: string): string | undefined {
    const value = this.text(name, 2000);
    if (value === undefined) return undefined;
    if (!/^https?:\/\//.test(value) || !URL.canParse(value))
      return this.wrong(name, 'must be an http or https address');
    return value;
  }

  object(name: string): Fields | undefined {
    const value = this.take(name);
    return value === undefined ? undefined : new Fields(value, this.problems, this.at(name));
  }

  /** An object of texts. */
  texts(name: string, longest: number): Record<string, string> {
    const inner = this.object(name);
    const pairs = Object.keys(inner?.given ?? {}).map((key) => [key, inner!.text(key, longest) ?? '']);
    return Object.fromEntries(pairs) as Record<string, string>;
  }

  /** The value of a field that has to be there. */
  needed<T>(name: string, value: T | undefined, otherwise: T, problem = 'must be given'): T {
    if (value === undefined && !this.problems.some(({ field }) => field === this.at(name)))
      this.problems.push({ field: this.at(name), problem });
    return value ?? otherwise;
  }

  /** To be called when every field was read: what is left is unknown. */
  end(): void {
    for (const name of Object.keys(this.given)) {
      if (this.seen.has(name)) continue;
      this.problems.push({
        field: this.at(name.slice(0, 40)),
        problem: `is not known; known are ${[...this.seen].join(', ')}`,
      });
    }
  }

  private take(name: string): unknown {
    this.seen.add(name);
    return (Object.hasOwn(this.given, name) ? this.given[name] : undefined) ?? undefined;
  }

  private wrong(name: string, problem: string): undefined {
    this.problems.push({ field: this.at(name), problem });
    return undefined;
  }

  private at(name: string): string {
    return this.path === '' ? name : `${this.path}.${name}`;
  }
}

/** All problems in one sentence. */
export const sentenceOf = (problems: readonly FieldProblem[]): string =>
  problems.map(({ field, problem }) => `${field} ${problem}`).join('; ');

/** What was given of some fields: those that are not undefined. */
export const givenOf = <T extends object>(fields: { readonly [Name in keyof T]: T[Name] | undefined }): Partial<T> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Partial<T>;
