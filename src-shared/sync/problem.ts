import { PROBLEMS, problemSchema } from '../contract/problem.ts';
import type { HttpAnswer } from './ports.ts';
import type { Problem } from './views.ts';

const UNREACHABLE: Problem = {
  code: 'unreachable',
  status: 0,
  sentence: 'The server cannot be reached. Check the network; nothing has been lost.',
};

/** What the server would answer to somebody who is not signed in, without asking it. */
export const SIGN_IN_FIRST: HttpAnswer = {
  kind: 'answer',
  status: 401,
  body: { type: 'about:blank', title: '', status: 401, code: 'unauthenticated' },
  retryAfterMs: null,
};

/** Puts a failed answer into words; a body that is no problem document is told by its status. */
export function problemOf(answer: HttpAnswer): Problem {
  if (answer.kind === 'unreachable') return UNREACHABLE;
  const parsed = problemSchema.safeParse(answer.body);
  if (!parsed.success) {
    return {
      code: answer.status >= 500 ? 'unavailable' : 'invalid_request',
      status: answer.status,
      sentence: `The server answered ${String(answer.status)} and did not say why.`,
    };
  }
  const { code, title, detail } = parsed.data;
  const known = code in PROBLEMS ? PROBLEMS[code as keyof typeof PROBLEMS].title : title;
  const sentence = detail === undefined || detail === known ? known : `${known} ${detail}`;
  return { code, status: answer.status, sentence };
}
