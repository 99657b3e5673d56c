/** Remembers what it was given last of so many names. */
export class RecentMap<Value> {
  readonly #values = new Map<string, Value>();

  constructor(private readonly size: number) {}

  has(name: string): boolean {
    return this.#values.has(name);
  }

  get(name: string): Value | undefined {
    return this.#values.get(name);
  }

  set(name: string, value: Value): void {
    this.#values.delete(name);
    this.#values.set(name, value);
    if (this.#values.size > this.size) this.#values.delete(this.#values.keys().next().value!);
  }
}
