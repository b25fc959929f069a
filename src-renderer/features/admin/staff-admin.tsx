import { CalendarPlus } from 'lucide-react';
import { useState } from 'react';
import {
  putNurseAnswerSchema,
  putNurseSchema,
  type StaffMember,
} from '../../../src-shared/contract/commands/put-nurse.ts';
import { localIdSchema } from '../../../src-shared/contract/ids.ts';
import { nursesAnswerSchema } from '../../../src-shared/contract/reads.ts';
import { licenceSchema } from '../../../src-shared/contract/state/nurse.ts';
import { useHospital } from '../../app/hospital-wards.tsx';
import { Button } from '../../ui/button.tsx';
import type { Column } from '../../ui/data-table.tsx';
import { ChoiceField, TextField } from '../../ui/field.tsx';
import { unitWords } from '../../view/unit-words.ts';
import { SetupForm } from './setup-form.tsx';
import { SetupTable } from './setup-table.tsx';
import { ShiftForm } from './shift-form.tsx';
import { useSetupList, useSetupSave } from './use-setup.ts';
import { wardChoices } from './ward-choices.ts';

/** Nurses of the hospital: licence, competences, home ward, sign-in. */
export function StaffAdmin() {
  const { hospitalId } = useHospital();
  const path = `/api/v1/hospitals/${hospitalId}/nurses`;
  const { value, problem, reload } = useSetupList(path, nursesAnswerSchema);
  const [planned, setPlanned] = useState<StaffMember | null>(null);
  return (
    <>
      <SetupTable
        title="Staff"
        about={`${value?.nurses.length ?? 0} nurses. Competences are kinds of unit or codes of wards.`}
        rows={value?.nurses ?? null}
        rowKey={(nurse) => nurse.id}
        rowName={(nurse) => nurse.name}
        columns={COLUMNS}
        problem={problem}
        nothing="No nurse matches."
        newText="New nurse"
        filter={{ label: 'Find a nurse', search: searchOf }}
        tools={(nurse) => (
          <Button
            kind="plain"
            icon={<CalendarPlus aria-hidden />}
            aria-label={`Plan a shift for ${nurse.name}`}
            onPress={() => {
              setPlanned(nurse);
            }}
          >
            Shift
          </Button>
        )}
        form={(nurse, onClose) => <NurseForm nurse={nurse} onSaved={reload} onClose={onClose} />}
      />
      {planned !== null && (
        <ShiftForm
          shift={null}
          nurses={[planned]}
          onSaved={() => undefined}
          onClose={() => {
            setPlanned(null);
          }}
        />
      )}
    </>
  );
}

const COLUMNS: readonly Column<StaffMember>[] = [
  { id: 'id', title: 'Number', kind: 'code', cell: (nurse) => nurse.id },
  { id: 'name', title: 'Name', cell: (nurse) => nurse.name },
  { id: 'licence', title: 'Licence', cell: (nurse) => nurse.licence },
  {
    id: 'competencies',
    title: 'Signed off for',
    cell: (nurse) => nurse.competencies.map(unitWords).join(', '),
  },
  { id: 'home', title: 'Home ward', kind: 'code', cell: (nurse) => nurse.homeWardId ?? '–' },
  { id: 'user', title: 'Sign-in', cell: (nurse) => nurse.userId ?? '–' },
];

function searchOf({ name, id, licence, homeWardId }: StaffMember): string {
  return `${name} ${id} ${licence} ${homeWardId ?? ''}`;
}

const SCHEMAS = { body: putNurseSchema, answer: putNurseAnswerSchema };
const LICENCES = licenceSchema.options.map((licence) => ({ value: licence, text: licence }));

function NurseForm(props: { nurse: StaffMember | null; onSaved: () => void; onClose: () => void }) {
  const { nurse, onSaved, onClose } = props;
  const { hospitalId, wards } = useHospital();
  const save = useSetupSave();
  const [id, setId] = useState(nurse?.id ?? '');
  const [name, setName] = useState(nurse?.name ?? '');
  const [licence, setLicence] = useState(nurse?.licence ?? 'RN');
  const [competencies, setCompetencies] = useState((nurse?.competencies ?? []).join(', '));
  const [home, setHome] = useState(nurse?.homeWardId ?? '');
  const [userId, setUserId] = useState(nurse?.userId ?? '');

  const onSave = async (): Promise<string | null> => {
    const number = localIdSchema.safeParse(id);
    if (!number.success) return `Number: ${number.error.issues[0]?.message ?? 'not valid'}.`;
    const body = {
      name,
      licence,
      competencies: competencies.split(/[\s,]+/).filter((one) => one !== ''),
      homeWardId: home === '' ? null : home,
      userId: userId.trim() === '' ? null : userId.trim(),
    };
    const path = `/api/v1/hospitals/${hospitalId}/nurses/${number.data}`;
    return await save(path, body, SCHEMAS, onSaved);
  };

  return (
    <SetupForm
      title={nurse ? nurse.name : 'New nurse'}
      action={nurse ? 'Save' : 'Create'}
      onSave={onSave}
      onClose={onClose}
    >
      <TextField
        label="Number"
        mono
        isRequired
        isDisabled={nurse !== null}
        autoFocus={nurse === null}
        maxLength={64}
        value={id}
        onChange={setId}
      />
      <TextField label="Name" isRequired maxLength={80} value={name} onChange={setName} />
      <div className="field-row">
        <ChoiceField label="Licence" value={licence} onChange={setLicence} choices={LICENCES} />
        <ChoiceField
          label="Home ward"
          value={home}
          onChange={setHome}
          choices={wardChoices(wards, 'None')}
        />
      </div>
      <TextField
        label="Signed off for"
        hint="Kinds of unit or codes of wards, with commas between: critical_care, MS1"
        mono
        lines={3}
        value={competencies}
        onChange={setCompetencies}
      />
      <TextField
        label="Sign-in (optional)"
        hint="The user name with which this nurse sees the own patients."
        maxLength={64}
        value={userId}
        onChange={setUserId}
      />
    </SetupForm>
  );
}
