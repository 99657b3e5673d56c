import { randomBytes } from 'node:crypto';

/** Seconds that a token lives, as its answer says. */
export const tokenSeconds = 3600;

/** Tokens given out, in memory: a restart ends them all. */
export class Tokens {
  private readonly ends = new Map<string, number>();

  constructor(
    private readonly now: () => Date,
    private readonly newToken: () => string = () => randomBytes(24).toString('hex'),
  ) {}

  begin(): string {
    const token = this.newToken();
    this.ends.set(token, this.now().getTime() + tokenSeconds * 1000);
    if (this.ends.size > 10_000) this.ends.delete(this.ends.keys().next().value!);
    return token;
  }

  lives(token: string | undefined): boolean {
    const end = token === undefined ? undefined : this.ends.get(token);
    return end !== undefined && this.now().getTime() < end;
  }

  end(token: string | undefined): void {
    if (token !== undefined) this.ends.delete(token);
  }
}
