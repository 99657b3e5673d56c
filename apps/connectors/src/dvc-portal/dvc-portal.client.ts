import type { AttemptHttp, HttpAnswer, HttpResult, Outcome } from '@lienthong/connector-kit';
import { readAnswer, type DvcVerdict } from './dvc-portal.answer.js';
import type { DvcPortalConfig } from './dvc-portal.config.js';
import type { DvcQuestion } from './dvc-portal.envelope.mapping.js';
import { later, outcomeOfFailure, refusedInWords } from './dvc-portal.outcome.js';
import { DvcSession, type SessionSeeker } from './dvc-portal.session.js';

/** The portal answered something the operation goes on from; `ended` is what ends the attempt here. */
export type DvcReply =
  | { readonly verdict: Exclude<DvcVerdict, { says: 'sessionExpired' }>; readonly answer: HttpAnswer }
  | { readonly ended: Outcome };

/** Transport of dialect A: headers, addresses, the session in the body. What answers mean is decided elsewhere. */
export class DvcPortalClient {
  private readonly headers: Readonly<Record<string, string>>;
  private readonly session: DvcSession;

  constructor(
    private readonly config: DvcPortalConfig,
    now: () => Date,
  ) {
    this.headers = {
      'Content-Type': 'application/json',
      Accept: 'application/json',
      Charset: 'utf-8',
      dstcode: config.destinationCode,
      ...config.extraHeaders,
    };
    this.session = new DvcSession(config, this.headers, now);
  }

  /** The calls of one attempt; a session that turns out to have expired is renewed once within it. */
  attempt(http: AttemptHttp, signal: AbortSignal): DvcAttempt {
    return new DvcAttempt(this.config, this.headers, this.session, http, { http, signal });
  }

  /** For questions outside an attempt (health): nothing is sent that could have an effect. */
  questions(http: Pick<AttemptHttp, 'read'>, signal: AbortSignal): Pick<DvcAttempt, 'read'> {
    return new DvcAttempt(this.config, this.headers, this.session, { read: http.read, send: noSend }, { http, signal });
  }
}

const noSend = (): Promise<HttpResult> =>
  Promise.resolve({ ok: false, cause: 'transport.failed', firstByteLeft: false, millis: 0 });

export class DvcAttempt {
  private renewed = false;

  constructor(
    private readonly config: DvcPortalConfig,
    private readonly headers: Readonly<Record<string, string>>,
    private readonly session: DvcSession,
    private readonly http: AttemptHttp,
    private readonly seeker: SessionSeeker,
  ) {}

  read(operation: 'lookUp', question: DvcQuestion): Promise<DvcReply> {
    return this.call('read', operation, question);
  }

  send(operation: 'sync' | 'progress' | 'status', question: DvcQuestion): Promise<DvcReply> {
    return this.call('send', operation, question);
  }

  private async call(
    purpose: 'read' | 'send',
    operation: keyof DvcPortalConfig['endpoints'],
    question: DvcQuestion,
    stale?: string,
  ): Promise<DvcReply> {
    const login = await this.session.get(this.seeker, stale);
    if (!login.ok) return { ended: login.outcome };
    const result = await this.http[purpose]({
      method: 'POST',
      path: this.config.paths[this.config.endpoints[operation]],
      headers: this.headers,
      body: question(login.session),
    });
    if (!result.ok) return { ended: outcomeOfFailure(result, purpose) };
    const verdict = readAnswer(result, this.config.answers, purpose === 'send' ? 'wordsToo' : 'codeIsEnough');
    if (verdict.says === 'success') this.session.worked(login.session);
    if (verdict.says !== 'sessionExpired') return { verdict, answer: result };
    if (this.renewed) return { ended: this.notTheSession(login.session, verdict) };
    this.renewed = true;
    return this.call(purpose, operation, question, login.session);
  }

  /**
   * A new session did not help. Words that only resemble an expired session must not keep
   * one dossier trying for ever: if others got through with this very session, the portal meant the dossier.
   */
  private notTheSession(session: string, verdict: Extract<DvcVerdict, { says: 'sessionExpired' }>): Outcome {
    return verdict.by === 'words' && this.session.hasWorked(session)
      ? refusedInWords('portal.refused', 'agency', verdict)
      : later('portal.sessionRefused');
  }
}
