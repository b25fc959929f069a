import { ChevronLeft, ChevronRight, ListChecks } from 'lucide-react';
import { useState } from 'react';
import type { MeanwhileEvent, PendingView } from '../../../src-shared/sync/views.ts';
import { useHost, useReadable } from '../../app/host-context.tsx';
import { Button } from '../../ui/button.tsx';
import { useNow } from '../../ui/clock.ts';
import { Dialog, DialogBody, DialogFoot } from '../../ui/dialog.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { clockTime, timeLeft } from '../../ui/time-words.ts';
import { useKeys } from '../../ui/use-keys.ts';
import { AmendWindow } from './amend-window.tsx';
import { amendAsk } from './amend-ask.ts';
import { boardsOf } from './boards.ts';
import { bothSides } from './both-sides.ts';
import { commandWords } from './command-words.ts';
import { eventWords } from './event-words.ts';

const MINUTE_MS = 60_000;

/** The changes that came back as questions, one after the other: mine, theirs, what happened. */
export function QuestionDialog({ onClose }: { onClose: () => void }) {
  const pending = useReadable(useHost().pending);
  const questions = pending.filter((one) => one.status === 'question');
  const [at, setAt] = useState(0);
  const [amended, setAmended] = useState<PendingView | null>(null);
  if (amended) {
    return (
      <AmendWindow
        pending={amended}
        onClose={() => {
          setAmended(null);
        }}
      />
    );
  }
  const shown = Math.min(at, questions.length - 1);
  const question = questions[shown];
  if (!question) {
    return (
      <Dialog title="Questions" onClose={onClose}>
        <DialogBody>
          <EmptyState icon={<ListChecks aria-hidden />} title="All answered">
            No change of yours needs an answer.
          </EmptyState>
        </DialogBody>
        <DialogFoot>
          <Button kind="primary" autoFocus onPress={onClose}>
            Close
          </Button>
        </DialogFoot>
      </Dialog>
    );
  }
  return (
    <Question
      key={question.commandId}
      question={question}
      all={pending}
      place={{ at: shown, of: questions.length, go: setAt }}
      onAmend={setAmended}
      onClose={onClose}
    />
  );
}

interface Place {
  readonly at: number;
  readonly of: number;
  readonly go: (at: number) => void;
}

function Question(props: {
  question: PendingView;
  all: readonly PendingView[];
  place: Place;
  onAmend: (question: PendingView) => void;
  onClose: () => void;
}) {
  const { question, all, place, onAmend, onClose } = props;
  const host = useHost();
  const boards = boardsOf(useReadable(host.board));
  const now = useNow(MINUTE_MS);
  const answer = (choice: 'mine' | 'theirs'): void => {
    host.resolve(question.commandId, choice);
    // The last answer closes the window; the others bring the next question into it.
    if (place.of === 1) onClose();
  };
  useKeys(
    {
      m: () => {
        answer('mine');
      },
      t: () => {
        answer('theirs');
      },
    },
    'dialog',
  );
  const behind = all.filter((one) => one.behind === question.commandId).length;
  const age = now - question.madeAt;
  return (
    <Dialog
      title={commandWords(question.command, boards)}
      about={`You said so at ${clockTime(question.madeAt)}${age > MINUTE_MS ? `, ${timeLeft(age)} ago` : ''}. ${whyWords(question)}`}
      form="wide"
      onClose={onClose}
    >
      <DialogBody>
        {place.of > 1 && <Pager place={place} />}
        <Sides question={question} />
        <Meanwhile events={question.meanwhile} />
        {behind > 0 && (
          <p className="quiet">
            {behind === 1 ? 'One more change waits' : `${behind} more changes wait`} for this
            answer.
          </p>
        )}
      </DialogBody>
      <DialogFoot>
        {amendAsk(question.command) !== null && (
          <Button
            className="question-other"
            onPress={() => {
              onAmend(question);
            }}
          >
            Something else…
          </Button>
        )}
        <Button
          keyName="t"
          onPress={() => {
            answer('theirs');
          }}
        >
          Keep theirs
        </Button>
        <Button
          kind="primary"
          keyName="m"
          onPress={() => {
            answer('mine');
          }}
        >
          Do mine all the same
        </Button>
      </DialogFoot>
    </Dialog>
  );
}

function whyWords({ problem, expiresAt }: PendingView): string {
  if (problem?.code === 'command_expired') {
    return `It was meant until ${clockTime(expiresAt)} and was not done.`;
  }
  return 'It was not done: what you decided it on has changed.';
}

function Pager({ place: { at, of, go } }: { place: Place }) {
  return (
    <div className="question-pager">
      <Button
        square
        aria-label="Previous question"
        icon={<ChevronLeft aria-hidden />}
        isDisabled={at === 0}
        onPress={() => {
          go(at - 1);
        }}
      />
      <span>
        {at + 1} of {of}
      </span>
      <Button
        square
        aria-label="Next question"
        icon={<ChevronRight aria-hidden />}
        isDisabled={at === of - 1}
        onPress={() => {
          go(at + 1);
        }}
      />
    </div>
  );
}

/** What the change would make of things, beside how they are. */
function Sides({ question }: { question: PendingView }) {
  const boards = boardsOf(useReadable(useHost().board));
  return (
    <table className="sides">
      <thead>
        <tr>
          <td />
          <th scope="col">Mine</th>
          <th scope="col">Theirs, now</th>
        </tr>
      </thead>
      <tbody>
        {bothSides(question.command, boards).map(({ what, mine, now }) => (
          <tr key={what} data-differs={mine !== now}>
            <th scope="row">{what}</th>
            <td className="sides-mine">{mine}</td>
            <td className="sides-theirs">{now}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Meanwhile({ events }: { events: readonly MeanwhileEvent[] }) {
  const boards = boardsOf(useReadable(useHost().board));
  return (
    <section>
      <h3 className="queue-title">Meanwhile</h3>
      {events.length === 0 ? (
        <p>Nothing that this is about has changed, only time has passed.</p>
      ) : (
        <ul className="meanwhile">
          {events.map((event) => (
            <li key={`${event.at} ${event.type} ${event.actor}`}>
              <span className="mono">{clockTime(Date.parse(event.at))}</span>
              <span>{eventWords(event, boards)}</span>
              <span className="quiet">{event.actor}</span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
