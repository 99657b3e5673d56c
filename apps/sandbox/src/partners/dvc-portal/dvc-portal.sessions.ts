const mostSessions = 10_000;

/** The portal's sessions, in memory: a restart of the portal ends them all. */
export class Sessions {
  /** Session → when it ends, milliseconds; in order of beginning. */
  private readonly ends = new Map<string, number>();

  constructor(
    private readonly lifetimeMillis: number,
    private readonly newSession: () => string,
    private readonly now: () => Date,
  ) {}

  begin(): string {
    const session = this.newSession();
    this.ends.set(session, this.now().getTime() + this.lifetimeMillis);
    if (this.ends.size > mostSessions) this.ends.delete(this.ends.keys().next().value!);
    return session;
  }

  lives(session: unknown): boolean {
    const end = typeof session === 'string' ? this.ends.get(session) : undefined;
    return end !== undefined && this.now().getTime() < end;
  }

  end(session: unknown): void {
    if (typeof session === 'string') this.ends.delete(session);
  }
}
