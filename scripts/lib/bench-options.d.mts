/** What a bench was told. Asking for an option that it does not have throws. */
export interface BenchOptions {
  number(name: string): number;
  text(name: string): string;
  /** A flag that was said, or an option with a value. */
  isGiven(name: string): boolean;
}

export function optionsOf(bench: string): BenchOptions;
