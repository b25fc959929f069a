import type { HttpAnswer, HttpPort } from '../../src-shared/sync/ports.ts';
import { SIGN_IN_FIRST } from '../../src-shared/sync/problem.ts';

const LOGIN = '/api/v1/auth/login';
const LOGOUT = '/api/v1/auth/logout';
const REFRESH = '/api/v1/auth/refresh';

/** Whether the refresh cookie, which no script can see, may be there. */
export interface SignInMark {
  mayBeSignedIn: boolean;
}

/** Does not ask the gateway to go on with a sign-in where nobody has signed in: that is no error. */
export function withSignInMark(http: HttpPort, mark: SignInMark): HttpPort {
  return {
    async request(request) {
      if (request.path === REFRESH && !mark.mayBeSignedIn) return SIGN_IN_FIRST;
      // Also without a network: whoever comes next must not go on as the one who has signed out.
      if (request.path === LOGOUT) mark.mayBeSignedIn = false;
      const answer = await http.request(request);
      if (request.path === LOGIN && isStatus(answer, 200)) mark.mayBeSignedIn = true;
      if (request.path === REFRESH && isStatus(answer, 400, 401, 403)) mark.mayBeSignedIn = false;
      return answer;
    },
  };
}

function isStatus(answer: HttpAnswer, ...statuses: number[]): boolean {
  return answer.kind === 'answer' && statuses.includes(answer.status);
}
