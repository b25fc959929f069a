import { RotateCcw, X } from 'lucide-react';
import { useState } from 'react';
import {
  type IntakeMessage,
  intakeMessageAnswerSchema,
  intakeMessagesAnswerSchema,
  type IntakeStatus,
} from '../../../src-shared/contract/intake.ts';
import { Button } from '../../ui/button.tsx';
import { useNow } from '../../ui/clock.ts';
import { DataTable } from '../../ui/data-table.tsx';
import { Segments } from '../../ui/segments.tsx';
import { dayAndTime } from '../../ui/time-words.ts';
import { AdminSection } from './admin-section.tsx';
import { emptyWords } from './empty-words.ts';
import { useSetupList, useSetupWrite } from './use-setup.ts';

const STATES = [
  { value: 'unmapped', text: 'Unmapped' },
  { value: 'conflict', text: 'Conflict' },
  { value: 'failed', text: 'Failed' },
  { value: 'applied', text: 'Applied' },
  { value: 'ignored', text: 'Ignored' },
  { value: 'dismissed', text: 'Dismissed' },
] as const satisfies readonly { value: IntakeStatus; text: string }[];

const PAGE = 50;
const MINUTE_MS = 60_000;
/** What an administrator can still do something about. */
const OPEN: readonly IntakeStatus[] = ['unmapped', 'conflict', 'failed'];

/** What came in over HL7 and what became of it. */
export function IntakeAdmin() {
  const [status, setStatus] = useState<IntakeStatus>('unmapped');
  const [before, setBefore] = useState<readonly number[]>([]);
  const last = before.at(-1);
  const path = `/api/v1/intake/messages?status=${status}&limit=${PAGE}${last === undefined ? '' : `&before=${last}`}`;
  const { value, problem, reload } = useSetupList(path, intakeMessagesAnswerSchema);
  const [fault, setFault] = useState<string | null>(null);
  const write = useSetupWrite();
  const now = useNow(MINUTE_MS);
  const handle = (message: IntakeMessage, verb: 'replay' | 'dismiss') => {
    const to = `/api/v1/intake/messages/${message.id}/${verb}`;
    void write('POST', to, {}, intakeMessageAnswerSchema).then((answer) => {
      setFault(answer.ok ? null : answer.problem.sentence);
      reload();
    });
  };
  const messages = value?.messages ?? [];
  const oldest = messages.at(-1)?.id;
  return (
    <AdminSection
      title="HL7 messages"
      about="Nothing that came in is dropped: what could not be applied waits here to be replayed or dismissed."
      filter={
        <Segments
          label="State"
          value={status}
          choices={STATES}
          onChange={(next) => {
            setStatus(next);
            setBefore([]);
          }}
        />
      }
    >
      <div role="alert" className="setup-fault">
        {fault}
      </div>
      <DataTable
        label="HL7 messages"
        rows={messages}
        rowKey={(message) => String(message.id)}
        empty={emptyWords(problem?.sentence, value !== null, 'No message is in this state.')}
        columns={[
          {
            id: 'received',
            title: 'Received',
            kind: 'number',
            cell: (message) => dayAndTime(Date.parse(message.receivedAt), now),
          },
          {
            id: 'sender',
            title: 'Sender',
            cell: (message) => `${message.sender.application} · ${message.sender.facility}`,
          },
          {
            id: 'trigger',
            title: 'Trigger',
            kind: 'code',
            cell: (message) => message.trigger ?? '–',
          },
          {
            id: 'control',
            title: 'Control id',
            kind: 'code',
            cell: (message) => message.controlId,
          },
          {
            id: 'hospital',
            title: 'Hospital',
            kind: 'code',
            cell: (message) => message.hospitalId ?? '–',
          },
          { id: 'reason', title: 'Why', cell: (message) => whyOf(message) },
          {
            id: 'actions',
            title: 'Actions',
            kind: 'actions',
            cell: (message) =>
              OPEN.includes(message.status) && (
                <>
                  <Button
                    kind="plain"
                    icon={<RotateCcw aria-hidden />}
                    aria-label={`Replay ${message.controlId}`}
                    onPress={() => {
                      handle(message, 'replay');
                    }}
                  >
                    Replay
                  </Button>
                  <Button
                    kind="plain"
                    icon={<X aria-hidden />}
                    aria-label={`Dismiss ${message.controlId}`}
                    onPress={() => {
                      handle(message, 'dismiss');
                    }}
                  >
                    Dismiss
                  </Button>
                </>
              ),
          },
        ]}
      />
      <nav className="admin-pages" aria-label="Pages">
        <Button
          isDisabled={before.length === 0}
          onPress={() => {
            setBefore(before.slice(0, -1));
          }}
        >
          Newer
        </Button>
        <Button
          isDisabled={value?.more !== true || oldest === undefined}
          onPress={() => {
            if (oldest !== undefined) setBefore([...before, oldest]);
          }}
        >
          Older
        </Button>
      </nav>
    </AdminSection>
  );
}

function whyOf({ reason, handledBy }: IntakeMessage): string {
  const by = handledBy === null ? '' : ` (${handledBy})`;
  return `${reason ?? ''}${by}`;
}
