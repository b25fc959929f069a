import type { z } from 'zod';
import type { problemSchema } from '../src-shared/sync/view-schemas.ts';

type Problem = z.infer<typeof problemSchema>;
/** How main says no to a window. */
export interface Failed {
  readonly ok: false;
  readonly problem: Problem;
}

export const NO_GATEWAY: Failed = {
  ok: false,
  problem: {
    code: 'unreachable',
    status: 0,
    sentence: 'Which gateway? Enter its address in the settings first.',
  },
};
export const MANAGED: Failed = {
  ok: false,
  problem: {
    code: 'forbidden',
    status: 403,
    sentence: 'This setting is fixed by your IT department.',
  },
};

export const POLICY_UNREAD: Failed = {
  ok: false,
  problem: {
    code: 'forbidden',
    status: 403,
    sentence:
      'What your IT department has set on this computer cannot be read. Until they mend it, nothing can be changed here.',
  },
};

/** Something on this computer did not work. */
export function failed(sentence: string): Failed {
  return { ok: false, problem: { code: 'unavailable', status: 0, sentence } };
}
