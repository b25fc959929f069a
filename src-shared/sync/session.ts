import { sessionSchema, type Session as Grant, type SessionUser } from '../contract/session.ts';
import type {
  Cancel,
  HttpAnswer,
  HttpPort,
  HttpRequest,
  RefreshTokenPort,
  TimerPort,
} from './ports.ts';
import { problemOf, SIGN_IN_FIRST } from './problem.ts';
import { Cell } from './readable.ts';
import type { ServerClock } from './server-clock.ts';
import type { Problem, SessionView, SignedOutReason } from './views.ts';

const REQUEST_TIMEOUT_MS = 10_000;
/** An access token is renewed this long before it ends, in milliseconds. */
const RENEW_BEFORE_MS = 60_000;
const RENEW_AT_LEAST_AFTER_MS = 5_000;
const RENEW_RETRY_MS = 15_000;

/** `refused`: the session is over. `unreachable`: nobody could say. */
export type Renewal = 'renewed' | 'refused' | 'unreachable';

export interface SessionPorts {
  readonly http: HttpPort;
  readonly timer: TimerPort;
  readonly clock: ServerClock;
  /** Null: the refresh token is the browser's cookie. */
  readonly refreshToken: RefreshTokenPort | null;
}

/**
 * Who is signed in, and the access token, which lives in memory only. The refresh token is the
 * browser's cookie and never seen here, or a desktop's and kept behind a port. Owns one timer (renewal); `close` ends it.
 */
export class Session {
  readonly view = new Cell<SessionView>({ status: 'restoring' });
  /** Called with each new access token, so that open sockets can go on with it. */
  onToken: (token: string) => void = () => undefined;

  readonly #ports: SessionPorts;
  #token: string | null = null;
  #renewing: Promise<Renewal> | null = null;
  #signingIn: Promise<Problem | null> | null = null;
  #cancelRenewal: Cancel | null = null;
  /** Rises at each sign-in and sign-out: an answer that set out before one no longer counts. */
  #era = 0;

  constructor(ports: SessionPorts) {
    this.#ports = ports;
  }

  get user(): SessionUser | null {
    const view = this.view.get();
    return view.status === 'signed-in' ? view.user : null;
  }

  /** A user known from this device's cache goes on before the server has been asked. */
  assume(user: SessionUser): void {
    if (this.view.get().status === 'restoring') this.view.set({ status: 'signed-in', user });
  }

  /** Gives null, or why not. */
  signIn(username: string, password: string): Promise<Problem | null> {
    const signingIn = this.#signIn(username, password).finally(() => {
      if (this.#signingIn === signingIn) this.#signingIn = null;
    });
    this.#signingIn = signingIn;
    return signingIn;
  }

  async #signIn(username: string, password: string): Promise<Problem | null> {
    const era = ++this.#era;
    const answer = await this.#post('/api/v1/auth/login', {
      username,
      password,
      client: this.#ports.refreshToken === null ? 'browser' : 'native',
    });
    if (era !== this.#era) return problemOf({ kind: 'unreachable' });
    const grant = grantOf(answer);
    if (grant === null) return problemOf(answer);
    this.#accept(grant);
    return null;
  }

  /** Ends the session here at once, and on the server if it can be reached. */
  async signOut(): Promise<void> {
    const token = this.#token;
    const body = this.#refreshBody() ?? {};
    this.#end('signed-out');
    const headers: Record<string, string> =
      token === null ? {} : { authorization: `Bearer ${token}` };
    await this.#post('/api/v1/auth/logout', body, headers);
  }

  /** One renewal at a time: a refresh token that is used twice ends the session. */
  renew(): Promise<Renewal> {
    this.#renewing ??= this.#renew().finally(() => {
      this.#renewing = null;
    });
    return this.#renewing;
  }

  /**
   * Sends a request as the signed-in user; a 401 is answered by one renewal and one more try.
   * `unreachable` also stands for a session that nobody could renew just now.
   */
  async request(request: HttpRequest): Promise<HttpAnswer> {
    if (this.#token === null) {
      const renewal = await this.renew();
      if (renewal !== 'renewed') return renewal === 'refused' ? SIGN_IN_FIRST : { kind: renewal };
    }
    const sentWith = this.#token;
    const first = await this.#send(request);
    if (first.kind !== 'answer' || first.status !== 401) return first;
    // Somebody else's 401 may have brought a new token while this one was under way.
    const renewal = this.#token === sentWith ? await this.renew() : 'renewed';
    if (renewal === 'unreachable') return { kind: 'unreachable' };
    return renewal === 'renewed' ? this.#send(request) : first;
  }

  close(): void {
    this.#era++;
    this.#cancelRenewal?.();
    this.#cancelRenewal = null;
  }

  async #renew(): Promise<Renewal> {
    // A sign-in that is under way brings a token of its own, which a refusal must not end.
    if (this.#signingIn !== null && (await this.#signingIn) === null) return 'renewed';
    if (this.view.get().status === 'signed-out') return 'refused';
    const era = this.#era;
    const body = this.#refreshBody();
    const answer = body === null ? SIGN_IN_FIRST : await this.#post('/api/v1/auth/refresh', body);
    if (era !== this.#era) return this.#token === null ? 'refused' : 'renewed';
    const grant = grantOf(answer);
    if (grant !== null) {
      this.#accept(grant);
      return 'renewed';
    }
    if (answer.kind === 'answer' && [400, 401, 403].includes(answer.status)) {
      const never = this.view.get().status === 'restoring';
      if (problemOf(answer).code === 'wipe_ordered') this.#end('wiped');
      else this.#end(never ? 'never-signed-in' : 'session-ended');
      return 'refused';
    }
    return 'unreachable';
  }

  #accept(grant: Grant): void {
    this.#token = grant.accessToken;
    if (grant.refreshToken !== undefined) this.#ports.refreshToken?.set(grant.refreshToken);
    this.#renewLater(Date.parse(grant.expiresAt) - this.#ports.clock.now() - RENEW_BEFORE_MS);
    const view = this.view.get();
    const same =
      view.status === 'signed-in' && JSON.stringify(view.user) === JSON.stringify(grant.user);
    if (!same) this.view.set({ status: 'signed-in', user: grant.user });
    this.onToken(grant.accessToken);
  }

  #renewLater(ms: number): void {
    this.#cancelRenewal?.();
    const wait = Math.max(ms, RENEW_AT_LEAST_AFTER_MS);
    this.#cancelRenewal = this.#ports.timer.after(wait, () => {
      void this.renew().then((renewal) => {
        if (renewal === 'unreachable' && this.#token !== null) this.#renewLater(RENEW_RETRY_MS);
      });
    });
  }

  #end(reason: SignedOutReason): void {
    this.#era++;
    this.#token = null;
    // Worthless by now, and asked with once more at the next start: whoever was killed while deleting
    // is ordered again.
    if (reason !== 'wiped') this.#ports.refreshToken?.set(null);
    this.#cancelRenewal?.();
    this.#cancelRenewal = null;
    this.view.set({ status: 'signed-out', reason });
  }

  /** What a renewal or a logout sends; null: there is nothing to renew with. */
  #refreshBody(): { refreshToken?: string } | null {
    const port = this.#ports.refreshToken;
    if (port === null) return {};
    const refreshToken = port.get();
    return refreshToken === null ? null : { refreshToken };
  }

  #send(request: HttpRequest): Promise<HttpAnswer> {
    const token = this.#token;
    const headers = token === null ? {} : { authorization: `Bearer ${token}` };
    return this.#ports.http.request({ ...request, headers: { ...request.headers, ...headers } });
  }

  #post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<HttpAnswer> {
    return this.#ports.http.request({
      method: 'POST',
      path,
      headers,
      body,
      timeoutMs: REQUEST_TIMEOUT_MS,
    });
  }
}

function grantOf(answer: HttpAnswer): Grant | null {
  if (answer.kind !== 'answer' || answer.status !== 200) return null;
  const parsed = sessionSchema.safeParse(answer.body);
  return parsed.success ? parsed.data : null;
}
