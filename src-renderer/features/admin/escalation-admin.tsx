import { Pencil } from 'lucide-react';
import { useState } from 'react';
import { putEscalationAnswerSchema } from '../../../src-shared/contract/commands/put-escalation.ts';
import { escalationAnswerSchema } from '../../../src-shared/contract/staffing-reads.ts';
import {
  type EscalationChain,
  escalationChainSchema,
  type EscalationStepName,
} from '../../../src-shared/contract/state/escalation.ts';
import { useHospital } from '../../app/hospital-wards.tsx';
import { useRead } from '../../app/use-read.ts';
import { Button } from '../../ui/button.tsx';
import { DataTable } from '../../ui/data-table.tsx';
import { TextField } from '../../ui/field.tsx';
import { timeLeft } from '../../ui/time-words.ts';
import { AdminSection } from './admin-section.tsx';
import { faultsOf } from './faults.ts';
import { SetupForm } from './setup-form.tsx';
import { useSetupWrite } from './use-setup.ts';

const WHO: Readonly<Record<EscalationStepName, string>> = {
  charge_nurse: 'Charge nurse',
  dispatcher: 'Dispatcher',
  house_supervisor: 'House supervisor',
};

/** Whom an alert goes to while nobody acknowledges it, and when. */
export function EscalationAdmin() {
  const { hospitalId } = useHospital();
  const path = `/api/v1/hospitals/${hospitalId}/escalation`;
  const { value, problem, reload } = useRead(path, escalationAnswerSchema);
  const [isEditing, setEditing] = useState(false);
  const chain = value?.chain ?? null;
  return (
    <AdminSection
      title="Escalation"
      about="While nobody acknowledges an alert, it goes to one after the other."
      action={
        <Button
          kind="primary"
          icon={<Pencil aria-hidden />}
          isDisabled={chain === null}
          onPress={() => {
            setEditing(true);
          }}
        >
          Change
        </Button>
      }
    >
      <DataTable
        label="Escalation"
        rows={chain?.steps ?? []}
        rowKey={({ to }) => to}
        empty={problem?.sentence ?? 'Loading.'}
        columns={[
          { id: 'to', title: 'Goes to', cell: ({ to }) => WHO[to] },
          {
            id: 'critical',
            title: 'Critical, after',
            cell: ({ afterSeconds }) => after(afterSeconds.critical),
          },
          {
            id: 'warning',
            title: 'Warning, after',
            cell: ({ afterSeconds }) => after(afterSeconds.warning),
          },
          {
            id: 'users',
            title: 'Named',
            cell: ({ userIds }) => (userIds.length === 0 ? 'nobody besides' : userIds.join(', ')),
          },
        ]}
      />
      {chain !== null && (
        <p className="admin-pages">
          Acknowledged in time: a critical alert within{' '}
          {after(chain.acknowledgeWithinSeconds.critical)}, a warning within{' '}
          {after(chain.acknowledgeWithinSeconds.warning)}.
        </p>
      )}
      {isEditing && chain !== null && (
        <ChainForm
          chain={chain}
          onSaved={reload}
          onClose={() => {
            setEditing(false);
          }}
        />
      )}
    </AdminSection>
  );
}

function after(seconds: number): string {
  if (seconds === 0) return 'at once';
  return seconds < 60 ? `${seconds} s` : timeLeft(seconds * 1000);
}

function ChainForm(props: { chain: EscalationChain; onSaved: () => void; onClose: () => void }) {
  const { chain, onSaved, onClose } = props;
  const { hospitalId } = useHospital();
  const write = useSetupWrite();
  const [texts, setTexts] = useState(() => textsOf(chain));
  const save = async (): Promise<string | null> => {
    const body = chainOf(chain, texts);
    const fault = faultsOf(escalationChainSchema, body);
    if (fault !== null) return fault;
    const path = `/api/v1/hospitals/${hospitalId}/escalation`;
    const answer = await write('PUT', path, body, putEscalationAnswerSchema);
    if (!answer.ok) return answer.problem.sentence;
    onSaved();
    return null;
  };
  const field = (name: string, label: string) => (
    <TextField
      label={label}
      value={texts[name] ?? ''}
      onChange={(text) => {
        setTexts((last) => ({ ...last, [name]: text }));
      }}
    />
  );
  return (
    <SetupForm title="Escalation" action="Save" form="wide" onSave={save} onClose={onClose}>
      <p>Seconds after an alert was raised; each step no earlier than the one before.</p>
      {chain.steps.map(({ to }) => (
        <div className="field-row" key={to}>
          {field(`${to} critical`, `${WHO[to]}, critical`)}
          {field(`${to} warning`, `${WHO[to]}, warning`)}
          {field(`${to} users`, 'User ids, with commas')}
        </div>
      ))}
      <div className="field-row">
        {field('within critical', 'In time: critical within')}
        {field('within warning', 'In time: warning within')}
      </div>
    </SetupForm>
  );
}

type Texts = Readonly<Record<string, string>>;

function textsOf({ steps, acknowledgeWithinSeconds }: EscalationChain): Texts {
  const ofSteps = steps.flatMap(({ to, afterSeconds, userIds }) => [
    [`${to} critical`, String(afterSeconds.critical)],
    [`${to} warning`, String(afterSeconds.warning)],
    [`${to} users`, userIds.join(', ')],
  ]);
  const { critical, warning } = acknowledgeWithinSeconds;
  const within = { 'within critical': String(critical), 'within warning': String(warning) };
  return { ...(Object.fromEntries(ofSteps) as Texts), ...within };
}

function chainOf({ steps }: EscalationChain, texts: Texts): unknown {
  const number = (name: string) => {
    const text = (texts[name] ?? '').trim();
    return /^\d+$/.test(text) ? Number(text) : text;
  };
  return {
    steps: steps.map(({ to }) => ({
      to,
      afterSeconds: { critical: number(`${to} critical`), warning: number(`${to} warning`) },
      userIds: (texts[`${to} users`] ?? '').split(/[\s,]+/).filter((id) => id !== ''),
    })),
    acknowledgeWithinSeconds: {
      critical: number('within critical'),
      warning: number('within warning'),
    },
  };
}
