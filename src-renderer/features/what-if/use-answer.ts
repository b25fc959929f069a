import { useEffect, useState } from 'react';
import {
  type EvaluateStaffingAnswer,
  evaluateStaffingAnswerSchema,
} from '../../../src-shared/contract/commands/evaluate-staffing.ts';
import type { Problem } from '../../../src-shared/sync/views.ts';
import { useHost } from '../../app/host-context.tsx';
import { newId } from '../../app/new-id.ts';

/** So long nothing is asked while somebody types. */
const PAUSE_MS = 250;

export interface Answered {
  /** The last answer; kept while the next one is on its way. */
  readonly answer: EvaluateStaffingAnswer | null;
  readonly problem: Problem | null;
  /** What is shown is not yet the answer to what is asked. */
  readonly isBusy: boolean;
}

/** What the gateway says to a question; asks again at each change of it, and shows the last answer. */
export function useAnswer(question: unknown): Answered {
  const host = useHost();
  const text = JSON.stringify(question);
  const [told, setTold] = useState<Omit<Answered, 'isBusy'> & { readonly to: string | null }>({
    to: null,
    answer: null,
    problem: null,
  });
  useEffect(() => {
    let wanted = true;
    const timer = setTimeout(() => {
      const request = {
        verb: 'POST',
        path: '/api/v1/staffing/evaluate',
        key: newId(),
        body: JSON.parse(text) as unknown,
      } as const;
      void host.setup(request, evaluateStaffingAnswerSchema).then((reading) => {
        if (!wanted) return;
        setTold((last) =>
          reading.ok
            ? { to: text, answer: reading.value, problem: null }
            : { to: text, answer: last.answer, problem: reading.problem },
        );
      });
    }, PAUSE_MS);
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [host, text]);
  return { answer: told.answer, problem: told.problem, isBusy: told.to !== text };
}
