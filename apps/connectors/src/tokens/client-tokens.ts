import {
  isRawObject,
  type AttemptHttp,
  type BrokenContract,
  type HttpResult,
  type Later,
} from '@lienthong/connector-kit';
import { answerOf } from '../reading/answer.js';
import { textOf } from '../reading/fields.js';

/** How a partner gives out its tokens: for client credentials, or one that does not change. */
export interface TokenAuth {
  readonly kind: 'clientCredentials' | 'static';
  readonly path: string;
  readonly key?: string;
  readonly secret?: string;
  readonly token?: string;
  /** Further headers of every call. */
  readonly headers: Readonly<Record<string, string>>;
}

type ReadHttp = Pick<AttemptHttp, 'read'>;
export type TokenResult =
  { readonly ok: true; readonly token: string } | { readonly ok: false; readonly outcome: Later | BrokenContract };

/** A token is not used to its very end. */
const marginMs = 60_000;
const usualLifeMs = 3_600_000;
/** However long the partner says that it lives. */
const longestLifeMs = 24 * 3_600_000;

/** The token of the agreement, shared by all calls of a process. At most one is asked for at a time. */
export class ClientTokens {
  #current: { readonly token: string; readonly until: number } | undefined;
  #asking: Promise<TokenResult> | undefined;

  constructor(
    private readonly partner: string,
    private readonly auth: TokenAuth,
  ) {}

  /** The token to use at a moment. */
  async get(http: ReadHttp, now: Date): Promise<TokenResult> {
    const { auth } = this;
    if (auth.kind === 'static') return { ok: true, token: auth.token! };
    for (let others = 0; ; others += 1) {
      if (this.#current && now.getTime() < this.#current.until) return { ok: true, token: this.#current.token };
      const mine = this.#asking === undefined;
      const result = await (this.#asking ??= this.#ask(http, auth, now).finally(() => (this.#asking = undefined)));
      // One that ended only because its own attempt did says nothing to those who waited for it.
      if (result.ok || mine || others > 3 || result.outcome.cause !== 'transport.aborted') return result;
    }
  }

  /** The partner did not take this one any more. */
  drop(token: string): void {
    if (this.#current?.token === token) this.#current = undefined;
  }

  async #ask(http: ReadHttp, { path, key, secret, headers }: TokenAuth, now: Date): Promise<TokenResult> {
    const basic = Buffer.from(`${key!}:${secret!}`, 'utf8').toString('base64');
    const result = await http.read({
      method: 'POST',
      path,
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        accept: 'application/json',
        ...headers,
        authorization: `Basic ${basic}`,
      },
      body: 'grant_type=client_credentials',
    });
    return this.#read(result, now);
  }

  #read(result: HttpResult, now: Date): TokenResult {
    const answer = answerOf(this.partner, result);
    if ('cause' in answer) {
      const broken = answer.cause === `${this.partner}.brokenContract` && result.ok && result.status < 400;
      return broken ? this.#broken() : this.#later(answer.cause);
    }
    const token = isRawObject(answer.value) ? answer.value.get('access_token') : undefined;
    if (typeof token !== 'string' || !/^[\x21-\x7e]{1,8192}$/.test(token)) {
      const refused = result.ok && result.status >= 400;
      return refused ? this.#later(`${this.partner}.notAllowed`) : this.#broken();
    }
    const lives = isRawObject(answer.value) ? textOf(answer.value.get('expires_in')) : undefined;
    const seconds = /^\d{1,12}$/.test(lives ?? '') ? Number(lives) : 0;
    const lifeMs = seconds > 0 ? Math.min(seconds * 1000, longestLifeMs) : usualLifeMs;
    this.#current = { token, until: now.getTime() + Math.max(lifeMs - marginMs, lifeMs / 2) };
    return { ok: true, token };
  }

  #broken(): TokenResult {
    return { ok: false, outcome: { outcome: 'brokenContract', cause: `${this.partner}.brokenContract` } };
  }

  #later(cause: string): TokenResult {
    const told = cause === `${this.partner}.notAllowed` ? `${this.partner}.tokenRefused` : cause;
    return { ok: false, outcome: { outcome: 'later', cause: told } };
  }
}
