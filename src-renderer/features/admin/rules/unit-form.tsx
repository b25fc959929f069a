import { useState } from 'react';
import {
  putPackAnswerSchema,
  putPackSchema,
} from '../../../../src-shared/contract/commands/put-pack.ts';
import { evaluateStaffingAnswerSchema } from '../../../../src-shared/contract/commands/evaluate-staffing.ts';
import type { RulePack, UnitFigures } from '../../../../src-shared/contract/state/rule-pack.ts';
import { useHospital } from '../../../app/hospital-wards.tsx';
import { useHost } from '../../../app/host-context.tsx';
import { newId } from '../../../app/new-id.ts';
import { Button } from '../../../ui/button.tsx';
import { TextField } from '../../../ui/field.tsx';
import { unitWords } from '../../../view/unit-words.ts';
import { faultsOf } from '../faults.ts';
import { SetupForm } from '../setup-form.tsx';
import { useSetupWrite } from '../use-setup.ts';
import { editFault, editOf, edited, hasDatedRatios, type UnitEdit } from './unit-edit.ts';

/** Edits the rules of one kind of unit; what is saved is the pack's next version. */
export function UnitForm(props: {
  pack: RulePack;
  unit: UnitFigures;
  onSaved: () => void;
  onClose: () => void;
}) {
  const { pack, unit, onSaved, onClose } = props;
  const { hospitalId } = useHospital();
  const write = useSetupWrite();
  const [edit, setEdit] = useState(() => editOf(unit));
  const body = { title: pack.title, replaces: pack.version, body: edited(pack.body, unit, edit) };
  const save = async (): Promise<string | null> => {
    const fault = editFault(edit) ?? faultsOf(putPackSchema, body);
    if (fault !== null) return fault;
    const path = `/api/v1/hospitals/${hospitalId}/packs/${pack.id}`;
    const answer = await write('PUT', path, body, putPackAnswerSchema);
    if (!answer.ok) return answer.problem.sentence;
    onSaved();
    return null;
  };
  const field = (name: keyof UnitEdit) => ({
    value: edit[name],
    onChange: (value: string) => {
      setEdit((last) => ({ ...last, [name]: value }));
    },
  });
  return (
    <SetupForm
      title={`${unit.unit === '*' ? 'Any other unit' : unitWords(unit.unit)}: edit`}
      action={`Save version ${pack.version + 1}`}
      onSave={save}
      onClose={onClose}
    >
      <TextField
        label="Patients to a nurse, at most"
        hint={
          hasDatedRatios(unit)
            ? 'At any time, besides the ratios by shift or day. Empty: none.'
            : 'At any time. Empty: no ratio.'
        }
        {...field('ratio')}
      />
      <TextField
        label="Nurses present, at least"
        hint="While anybody is a patient. Empty: no floor."
        {...field('minPresent')}
      />
      <TextField
        label="RNs among those required, per cent"
        hint="Empty: no mix."
        {...field('rnShare')}
      />
      <TextField
        label="Hours of care in 24 hours"
        hint="At acuity 1, 2, 3, 4, 5 and not rated, with commas: 4, 5, 6.5, 9, 14, 6. Empty: none."
        {...field('careHours')}
      />
      <TextField label="Where what you changed comes from" maxLength={500} {...field('source')} />
      <TryOut pack={pack.id} unit={unit.unit} body={body.body} />
      <p className="quiet">
        Nothing is judged by the new version before it is put in force, under Staffing rules.
      </p>
    </SetupForm>
  );
}

/** What the edited rules would say to twenty patients, before anything is saved. */
function TryOut({ pack, unit, body }: { pack: string; unit: string; body: unknown }) {
  const host = useHost();
  const [patients, setPatients] = useState('20');
  const [said, setSaid] = useState<string | null>(null);
  const ask = () => {
    const question = {
      pack,
      body,
      unit: unit === '*' ? 'medical_surgical' : unit,
      patients: Number(patients),
      staff: [],
    };
    const path = '/api/v1/staffing/evaluate';
    void host
      .setup({ verb: 'POST', path, key: newId(), body: question }, evaluateStaffingAnswerSchema)
      .then((reading) => {
        setSaid(
          reading.ok
            ? `${reading.value.requiredNurses ?? 'No number of'} nurses required.`
            : reading.problem.sentence,
        );
      });
  };
  return (
    <div className="rules-try">
      <TextField label="Try it with so many patients" value={patients} onChange={setPatients} />
      <Button onPress={ask}>What if</Button>
      <p role="status">{said}</p>
    </div>
  );
}
