import { useState } from 'react';
import type { z } from 'zod';
import { putPackInForceAnswerSchema } from '../../../../src-shared/contract/commands/put-pack-in-force.ts';
import { putWardPackAnswerSchema } from '../../../../src-shared/contract/commands/put-ward-pack.ts';
import type { packsAnswerSchema } from '../../../../src-shared/contract/staffing-reads.ts';
import { useHospital } from '../../../app/hospital-wards.tsx';
import { Button } from '../../../ui/button.tsx';
import { ChoiceField } from '../../../ui/field.tsx';
import { SetupForm } from '../setup-form.tsx';
import { useSetupWrite } from '../use-setup.ts';

type Packs = z.infer<typeof packsAnswerSchema>;

interface WardPacksProps {
  packs: Packs['packs'];
  inForce: Packs['inForce'];
  problem: string | null;
  onSaved: () => void;
}

/** The hospital's pack, and the wards that have one of their own. */
export function WardPacks({ packs, inForce, problem, onSaved }: WardPacksProps) {
  const [edited, setEdited] = useState<{ wardId: string | null } | null>(null);
  const own = inForce.flatMap((pack) => pack.wards.map((wardId) => ({ wardId, pack })));
  const hospital = inForce.find((pack) => pack.hospital);
  return (
    <section className="rules-force" aria-label="Rules in force">
      <p>
        <strong>In force: </strong>
        {hospital === undefined
          ? (problem ?? 'loading')
          : `${hospital.title}, version ${hospital.version}, in every ward without rules of its own.`}{' '}
        {own.map(({ wardId, pack }) => (
          <span key={wardId}>
            {wardId}: {pack.title}, version {pack.version}.{' '}
          </span>
        ))}
      </p>
      <Button
        onPress={() => {
          setEdited({ wardId: null });
        }}
        isDisabled={packs.length === 0}
      >
        Change the hospital’s
      </Button>
      <Button
        onPress={() => {
          setEdited({ wardId: '' });
        }}
        isDisabled={packs.length === 0}
      >
        Give a ward its own
      </Button>
      {edited !== null && (
        <InForceForm
          isWard={edited.wardId !== null}
          packs={packs}
          inForce={inForce}
          onSaved={onSaved}
          onClose={() => {
            setEdited(null);
          }}
        />
      )}
    </section>
  );
}

function InForceForm(props: {
  isWard: boolean;
  packs: Packs['packs'];
  inForce: Packs['inForce'];
  onSaved: () => void;
  onClose: () => void;
}) {
  const { isWard, packs, inForce, onSaved, onClose } = props;
  const { hospitalId, wards } = useHospital();
  const write = useSetupWrite();
  const sorted = [...(wards ?? [])].sort((a, b) => (a.id < b.id ? -1 : 1));
  const [wardId, setWardId] = useState(sorted[0]?.id ?? '');
  const packOf = (ward: string) => inForce.find((pack) => pack.wards.includes(ward))?.id ?? '';
  const [packId, setPackId] = useState(
    isWard ? packOf(wardId) : (inForce.find((pack) => pack.hospital)?.id ?? packs[0]?.id ?? ''),
  );
  const save = async (): Promise<string | null> => {
    const pack = packs.find(({ id }) => id === packId);
    const chosen = pack === undefined ? null : { packId: pack.id, version: pack.version };
    const base = `/api/v1/hospitals/${hospitalId}`;
    const answer = isWard
      ? await write(
          'PUT',
          `${base}/wards/${wardId}/pack`,
          { pack: chosen },
          putWardPackAnswerSchema,
        )
      : await write('PUT', `${base}/pack-in-force`, chosen, putPackInForceAnswerSchema);
    if (!answer.ok) return answer.problem.sentence;
    onSaved();
    return null;
  };
  const choices = packs.map(({ id, title, version }) => ({
    value: id,
    text: `${title}, version ${version}`,
  }));
  return (
    <SetupForm
      title={isWard ? 'Rules of a ward' : 'Rules of the hospital'}
      action="Put in force"
      onSave={save}
      onClose={onClose}
    >
      {isWard && (
        <ChoiceField
          label="Ward"
          value={wardId}
          onChange={(ward) => {
            setWardId(ward);
            setPackId(packOf(ward));
          }}
          choices={sorted.map(({ id, name }) => ({ value: id, text: `${id} – ${name}` }))}
        />
      )}
      <ChoiceField
        label="Rule pack"
        hint="Every ward it concerns is judged by it at once."
        value={packId}
        onChange={setPackId}
        choices={isWard ? [{ value: '', text: 'The hospital’s' }, ...choices] : choices}
      />
    </SetupForm>
  );
}
