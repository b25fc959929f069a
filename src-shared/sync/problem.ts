import { PROBLEMS, problemSchema } from '../contract/problem.ts';
import type { HttpAnswer } from './ports.ts';
import type { Problem } from './views.ts';

const UNREACHABLE: Problem = {
  code: 'unreachable',
  status: 0,
  sentence: 'The server cannot be reached. Check the network; nothing has been lost.',
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
