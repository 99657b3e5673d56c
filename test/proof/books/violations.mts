/** Promises that were not kept, by kind, with the first offenders. */
export class Violations {
  readonly kinds = new Map<string, { count: number; readonly first: string[] }>();

  add(kind: string, offender: string): void {
    const found = this.kinds.get(kind) ?? { count: 0, first: [] };
    this.kinds.set(kind, found);
    found.count += 1;
    if (found.first.length < 5) found.first.push(offender);
  }

  /** Allowed where it is shown: counted, by kind. */
  readonly shown = new Map<string, Set<string>>();

  found(kind: string, offender: string): void {
    this.shown.set(kind, (this.shown.get(kind) ?? new Set()).add(offender.replace(/ .*/, '')));
  }

  get none(): boolean {
    return this.kinds.size === 0;
  }

  count(prefix: string): number {
    let sum = 0;
    for (const [kind, { count }] of this.kinds) if (kind.startsWith(prefix)) sum += count;
    return sum;
  }

  lines(): string[] {
    return [...this.kinds].flatMap(([kind, { count, first }]) => [
      `${kind}: ${count}`,
      ...first.map((it) => `    ${it}`),
    ]);
  }
}
