/** Codes of dossiers that the portal has said it has; bounded, the ones not met for longest are forgotten first. */
export class KnownDossiers {
  private readonly codes = new Set<string>();

  constructor(private readonly limit: number) {}

  has(code: string): boolean {
    return this.codes.has(code);
  }

  add(code: string): void {
    this.codes.delete(code);
    this.codes.add(code);
    if (this.codes.size > this.limit) this.codes.delete(this.codes.values().next().value!);
  }

  forget(code: string): void {
    this.codes.delete(code);
  }
}
