import { useState } from 'react';
import { postNotificationAnswerSchema } from '../../../src-shared/contract/notifications.ts';
import { useHost } from '../../app/host-context.tsx';
import { newId } from '../../app/new-id.ts';

/** Whom a message is for: a nurse, everybody on a ward, or (with `role`) a ward's dispatchers. */
export type MessageTo =
  | { readonly hospitalId: string; readonly nurseId: string }
  | { readonly hospitalId: string; readonly wardId: string; readonly role?: 'dispatcher' };

export interface SendMessage {
  readonly isSending: boolean;
  /** Why the last one was not sent, in a sentence. */
  readonly problem: string | undefined;
  readonly forgetProblem: () => void;
  /** Gives how many people it went to; null: it was not sent, and `problem` says why. */
  readonly send: (title: string) => Promise<number | null>;
}

/** Sends messages at once or not at all: what is asked of somebody now is not sent an hour later. */
export function useSendMessage(to: MessageTo): SendMessage {
  const host = useHost();
  const [isSending, setSending] = useState(false);
  const [problem, setProblem] = useState<string | undefined>(undefined);
  // One message however often the button is pressed; another text is another message.
  const [last, setLast] = useState({ title: '', key: '' });
  const send = async (title: string): Promise<number | null> => {
    const key = last.title === title ? last.key : newId();
    setLast({ title, key });
    setSending(true);
    setProblem(undefined);
    const request = {
      verb: 'POST',
      path: '/api/v1/notifications',
      key,
      body: { ...to, kind: 'message', title },
    } as const;
    const reading = await host.setup(request, postNotificationAnswerSchema);
    setSending(false);
    if (reading.ok) return reading.value.recipients;
    setProblem(reading.problem.sentence);
    return null;
  };
  return {
    isSending,
    problem,
    forgetProblem: () => {
      setProblem(undefined);
    },
    send,
  };
}
