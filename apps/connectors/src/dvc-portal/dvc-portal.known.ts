/**
 * Codes of dossiers of which this process has learnt whether the portal has them, beside what is stored; bounded, the ones not met
 * for longest are forgotten first.
 */
export class KnownDossiers {
  /** True: the portal has said so. False: it has said that it no longer has it, whatever is stored. */
  private readonly codes = new Map<string, boolean>();

  constructor(private readonly limit: number) {}

  /** Does the portal have it, as far as is known? `stored`: a statement of ours is stored as done. */
  has(code: string, stored: boolean): boolean {
    return this.codes.get(code) ?? stored;
  }

  add(code: string): void {
    this.set(code, true);
  }

  gone(code: string): void {
    this.set(code, false);
  }

  private set(code: string, there: boolean): void {
    this.codes.delete(code);
    this.codes.set(code, there);
    if (this.codes.size > this.limit) this.codes.delete(this.codes.keys().next().value!);
  }
}
