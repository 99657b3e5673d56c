import type { AttemptHttp, HttpResult, Later, BrokenContract } from '@lienthong/connector-kit';
import { readAnswer } from './dvc-portal.answer.js';
import type { DvcPortalConfig } from './dvc-portal.config.js';
import { loginBody } from './dvc-portal.envelope.mapping.js';
import { later } from './dvc-portal.outcome.js';

type LoggedIn = { readonly ok: true; readonly session: string };
export type LoginResult =
  LoggedIn | { readonly ok: false; readonly outcome: Later | BrokenContract; readonly ofItsCaller?: true };

/** Who wants a session: the HTTP of its attempt, and the signal that ends it. */
export interface SessionSeeker {
  readonly http: Pick<AttemptHttp, 'read'>;
  readonly signal: AbortSignal;
}

/**
 * The portal's session, shared by all calls of a process. At most one login is on its way: whoever needs a session
 * meanwhile waits for that one. How long a session lives is not documented, so only the portal's answers end it.
 */
export class DvcSession {
  private current: string | undefined;
  private proven: string | undefined;
  private loggingIn: Promise<LoginResult> | undefined;
  private pausedUntil = 0;

  constructor(
    private readonly config: DvcPortalConfig,
    private readonly headers: Readonly<Record<string, string>>,
    private readonly now: () => Date,
  ) {}

  /** The session to use; a new one when `stale` is what we still have. */
  async get(seeker: SessionSeeker, stale?: string): Promise<LoginResult> {
    if (stale !== undefined && this.current === stale) this.current = undefined;
    for (;;) {
      if (seeker.signal.aborted) return { ok: false, outcome: later('transport.aborted') };
      if (this.current !== undefined) return { ok: true, session: this.current };
      const mine = this.loggingIn === undefined;
      const result = await orAborted((this.loggingIn ??= this.onlyLogin(seeker)), seeker.signal);
      // A login that ended only because its own attempt did says nothing to those who waited for it.
      if (mine || result.ok || !result.ofItsCaller) return result;
    }
  }

  /** The portal accepted a call with this session. */
  worked(session: string): void {
    this.proven = session;
  }

  hasWorked(session: string): boolean {
    return this.proven === session;
  }

  private onlyLogin(seeker: SessionSeeker): Promise<LoginResult> {
    return this.logIn(seeker).finally(() => (this.loggingIn = undefined));
  }

  private async logIn({ http, signal }: SessionSeeker): Promise<LoginResult> {
    const wait = this.pausedUntil - this.now().getTime();
    if (wait > 0) return failed({ ...later('portal.loginRefused'), retryAfterMs: wait });
    const result = await http.read({
      method: 'POST',
      path: this.config.paths.auth,
      headers: this.headers,
      body: loginBody(this.config.username, this.config.password),
    });
    return this.judge(result, signal);
  }

  private judge(result: HttpResult, signal: AbortSignal): LoginResult {
    if (!result.ok) return { ...failed(later(result.cause)), ...(signal.aborted ? { ofItsCaller: true } : {}) };
    const verdict = readAnswer(result, this.config.answers, 'codeIsEnough');
    switch (verdict.says) {
      case 'success':
        if (verdict.session === undefined) return failed({ outcome: 'brokenContract', cause: 'portal.brokenContract' });
        this.current = verdict.session;
        return { ok: true, session: verdict.session };
      case 'unreadable':
        return failed({ outcome: 'brokenContract', cause: 'portal.brokenContract' });
      case 'serverError':
        return failed(later('portal.serverError', result, this.now()));
      case 'transient':
        return failed(later('portal.busy', result, this.now()));
      case 'notTaken':
        return failed(
          later(verdict.status === 429 ? 'portal.tooManyRequests' : 'portal.loginRefused', result, this.now()),
        );
      case 'no':
      case 'notFound':
      case 'exists':
      case 'partial':
      case 'contradictory':
      case 'sessionExpired':
        // Wrong credentials are ours to mend, and no dossier's fault: everything waits, and the health check says why.
        this.pausedUntil = this.now().getTime() + this.config.loginPauseMs;
        return failed({ ...later('portal.loginRefused'), retryAfterMs: this.config.loginPauseMs });
    }
  }
}

const failed = (outcome: Later | BrokenContract): Exclude<LoginResult, LoggedIn> => ({ ok: false, outcome });

/** Whoever's attempt has ended does not wait for the login of another. */
function orAborted(login: Promise<LoginResult>, signal: AbortSignal): Promise<LoginResult> {
  return new Promise((resolve, reject) => {
    const aborted = (): void => resolve(failed(later('transport.aborted')));
    signal.addEventListener('abort', aborted, { once: true });
    void login.then(resolve, reject).finally(() => signal.removeEventListener('abort', aborted));
  });
}
