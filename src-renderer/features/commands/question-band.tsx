import { CircleHelp } from 'lucide-react';
import { useHost, useReadable } from '../../app/host-context.tsx';
import { outboxDoor } from '../../app/outbox-door.ts';
import { Band } from '../../ui/band.tsx';
import { Button } from '../../ui/button.tsx';
import { boardsOf } from './boards.ts';
import { commandWords } from './command-words.ts';

/** Across the page, for as long as a change of this device came back as a question. */
export function QuestionBand() {
  const host = useHost();
  const questions = useReadable(host.pending).filter((one) => one.status === 'question');
  const boards = boardsOf(useReadable(host.board));
  const [first] = questions;
  if (!first) return null;
  return (
    <Band
      tone="notice"
      icon={<CircleHelp aria-hidden />}
      actions={
        <Button
          kind="primary"
          onPress={() => {
            outboxDoor.set('questions');
          }}
        >
          Answer
        </Button>
      }
    >
      <strong>
        {questions.length === 1
          ? 'A change was not done and needs your answer:'
          : `${questions.length} changes were not done and need your answer, first:`}
      </strong>{' '}
      {commandWords(first.command, boards)}
    </Band>
  );
}
