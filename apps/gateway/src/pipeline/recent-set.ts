/** Remembers the last so many names it was given. */
export class RecentSet {
  readonly #names = new Set<string>();

  constructor(private readonly size: number) {}

  has(name: string): boolean {
    return this.#names.has(name);
  }

  add(name: string): void {
    this.#names.delete(name);
    this.#names.add(name);
    if (this.#names.size > this.size) this.#names.delete(this.#names.values().next().value!);
  }
}
