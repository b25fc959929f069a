import { CalendarPlus, Pencil, Plus } from 'lucide-react';
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
import { DataTable } from '../../ui/data-table.tsx';
import { ChoiceField, TextField } from '../../ui/field.tsx';
import { bestMatches } from '../../ui/match.ts';
import { unitWords } from '../../view/unit-words.ts';
import { AdminSection } from './admin-section.tsx';
import { faultsOf } from './faults.ts';
import { ListFilter } from './list-filter.tsx';
import { SetupForm } from './setup-form.tsx';
import { ShiftForm } from './shift-form.tsx';
import { useSetupList, useSetupWrite } from './use-setup.ts';

/** More than this is found by the filter, not by scrolling. */
const SHOWN = 200;

/** Nurses of the hospital: licence, competences, home ward, sign-in. */
export function StaffAdmin() {
  const { hospitalId } = useHospital();
  const { value, problem, reload } = useSetupList(
    `/api/v1/hospitals/${hospitalId}/nurses`,
    nursesAnswerSchema,
  );
  const [query, setQuery] = useState('');
  const [edited, setEdited] = useState<StaffMember | 'new' | null>(null);
  const [planned, setPlanned] = useState<StaffMember | null>(null);
  const all = (value?.nurses ?? []).map((nurse) => ({
    nurse,
    search: `${nurse.name} ${nurse.id} ${nurse.licence} ${nurse.homeWardId ?? ''}`,
  }));
  const shown = bestMatches(query, all, SHOWN);
  return (
    <AdminSection
      title="Staff"
      about={
        all.length > shown.length
          ? `${shown.length} of ${all.length} nurses; type to find others.`
          : `${all.length} nurses. Competences are kinds of unit or codes of wards.`
      }
      filter={<ListFilter label="Find a nurse" value={query} onChange={setQuery} />}
      action={
        <Button
          kind="primary"
          icon={<Plus aria-hidden />}
          onPress={() => {
            setEdited('new');
          }}
        >
          New nurse
        </Button>
      }
    >
      <DataTable
        label="Staff"
        rows={shown.map((one) => one.nurse)}
        rowKey={(nurse) => nurse.id}
        empty={emptyWords(problem?.sentence, value !== null, 'No nurse matches.')}
        columns={[
          { id: 'id', title: 'Number', kind: 'code', cell: (nurse) => nurse.id },
          { id: 'name', title: 'Name', cell: (nurse) => nurse.name },
          { id: 'licence', title: 'Licence', cell: (nurse) => nurse.licence },
          {
            id: 'competencies',
            title: 'Signed off for',
            cell: (nurse) => nurse.competencies.map(unitWords).join(', '),
          },
          {
            id: 'home',
            title: 'Home ward',
            kind: 'code',
            cell: (nurse) => nurse.homeWardId ?? '–',
          },
          { id: 'user', title: 'Sign-in', cell: (nurse) => nurse.userId ?? '–' },
          {
            id: 'actions',
            title: 'Actions',
            kind: 'actions',
            cell: (nurse) => (
              <>
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
                <Button
                  kind="plain"
                  icon={<Pencil aria-hidden />}
                  aria-label={`Change ${nurse.name}`}
                  onPress={() => {
                    setEdited(nurse);
                  }}
                >
                  Change
                </Button>
              </>
            ),
          },
        ]}
      />
      {edited !== null && (
        <NurseForm
          nurse={edited === 'new' ? null : edited}
          onSaved={reload}
          onClose={() => {
            setEdited(null);
          }}
        />
      )}
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
    </AdminSection>
  );
}

/** What an empty table says: that it failed, that it is loading, or that there is nothing. */
export function emptyWords(fault: string | undefined, isRead: boolean, nothing: string): string {
  return fault ?? (isRead ? nothing : 'Loading…');
}

const LICENCES = licenceSchema.options.map((licence) => ({ value: licence, text: licence }));

function NurseForm(props: { nurse: StaffMember | null; onSaved: () => void; onClose: () => void }) {
  const { nurse, onSaved, onClose } = props;
  const { hospitalId, wards } = useHospital();
  const write = useSetupWrite();
  const [id, setId] = useState(nurse?.id ?? '');
  const [name, setName] = useState(nurse?.name ?? '');
  const [licence, setLicence] = useState(nurse?.licence ?? 'RN');
  const [competencies, setCompetencies] = useState((nurse?.competencies ?? []).join(', '));
  const [home, setHome] = useState(nurse?.homeWardId ?? '');
  const [userId, setUserId] = useState(nurse?.userId ?? '');

  const save = async (): Promise<string | null> => {
    const number = localIdSchema.safeParse(id);
    if (!number.success) return `Number: ${number.error.issues[0]?.message ?? 'not valid'}.`;
    const body = {
      name,
      licence,
      competencies: competencies.split(/[\s,]+/).filter((one) => one !== ''),
      homeWardId: home === '' ? null : home,
      userId: userId.trim() === '' ? null : userId.trim(),
    };
    const fault = faultsOf(putNurseSchema, body);
    if (fault !== null) return fault;
    const path = `/api/v1/hospitals/${hospitalId}/nurses/${number.data}`;
    const answer = await write('PUT', path, body, putNurseAnswerSchema);
    if (!answer.ok) return answer.problem.sentence;
    onSaved();
    return null;
  };

  return (
    <SetupForm
      title={nurse ? nurse.name : 'New nurse'}
      action={nurse ? 'Save' : 'Create'}
      onSave={save}
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
          choices={[
            { value: '', text: 'None' },
            ...(wards ?? []).map((ward) => ({ value: ward.id, text: `${ward.id} – ${ward.name}` })),
          ]}
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
