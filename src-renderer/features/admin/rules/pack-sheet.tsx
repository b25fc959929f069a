import { ArrowLeft, Pencil } from 'lucide-react';
import { useState } from 'react';
import { packAnswerSchema } from '../../../../src-shared/contract/staffing-reads.ts';
import type { RulePack, UnitFigures } from '../../../../src-shared/contract/state/rule-pack.ts';
import { useHospital } from '../../../app/hospital-wards.tsx';
import { useRead } from '../../../app/use-read.ts';
import { Button } from '../../../ui/button.tsx';
import { Chip } from '../../../ui/chip.tsx';
import { DataTable } from '../../../ui/data-table.tsx';
import { Skeleton } from '../../../ui/skeleton.tsx';
import {
  CERTAINTY_WORDS,
  conditionLines,
  type FigureLine,
  figuresOfUnit,
} from '../../../view/rule-figures.ts';
import { unitWords } from '../../../view/unit-words.ts';
import { AdminSection } from '../admin-section.tsx';
import { UnitForm } from './unit-form.tsx';

/** All that a pack says, figure by figure, with what each rests on; and the way to edit it. */
export function PackSheet({ packId, onClose }: { packId: string; onClose: () => void }) {
  const { hospitalId } = useHospital();
  const [shown, setShown] = useState<number | null>(null);
  const query = shown === null ? '' : `?version=${shown}`;
  const path = `/api/v1/hospitals/${hospitalId}/packs/${packId}${query}`;
  const { value, problem, reload } = useRead(path, packAnswerSchema);
  const [edited, setEdited] = useState<UnitFigures | null>(null);
  const pack = value?.pack ?? null;
  const newest = value?.versions[0]?.version ?? null;
  const isOwn = pack !== null && pack.author !== null && pack.version === newest;
  return (
    <AdminSection
      title={pack?.title ?? packId}
      about={pack === null ? '' : aboutWords(pack)}
      filter={
        <Button icon={<ArrowLeft aria-hidden />} onPress={onClose}>
          All packs
        </Button>
      }
    >
      {problem !== null && <p role="alert">{problem.sentence}</p>}
      {pack === null && problem === null && <Skeleton lines={10} label="Loading the rules" />}
      {pack !== null && value !== null && (
        <>
          <div className="rules-force">
            {value.versions.map(({ version, author }) => (
              <Button
                key={version}
                kind={version === pack.version ? 'primary' : 'normal'}
                onPress={() => {
                  setShown(version);
                }}
              >
                {`Version ${version}, ${author ?? 'as shipped'}`}
              </Button>
            ))}
            {!isOwn && (
              <p className="quiet">
                {pack.author === null
                  ? 'A pack that ships cannot be edited: copy it.'
                  : 'An older version. Edit the newest.'}
              </p>
            )}
          </div>
          <h2 className="rules-part">Who counts, in any unit</h2>
          <FigureTable label="Who counts" lines={conditionLines(pack.body)} />
          {pack.body.units.map((unit) => (
            <section key={unit.unit} aria-label={unitWords(unit.unit)}>
              <h2 className="rules-part">
                {unit.unit === '*' ? 'Any other unit' : unitWords(unit.unit)}
                {isOwn && (
                  <Button
                    kind="plain"
                    icon={<Pencil aria-hidden />}
                    aria-label={`Edit ${unitWords(unit.unit)}`}
                    onPress={() => {
                      setEdited(unit);
                    }}
                  >
                    Edit
                  </Button>
                )}
              </h2>
              {unit.note !== null && <p className="rules-note">{unit.note}</p>}
              <FigureTable label={unitWords(unit.unit)} lines={figuresOfUnit(unit)} />
            </section>
          ))}
          <Statements pack={pack} />
        </>
      )}
      {edited !== null && pack !== null && (
        <UnitForm
          pack={pack}
          unit={edited}
          onSaved={() => {
            setShown(null);
            reload();
          }}
          onClose={() => {
            setEdited(null);
          }}
        />
      )}
    </AdminSection>
  );
}

function aboutWords({ id, version, author, body }: RulePack): string {
  const by = author === null ? 'ships with Wardline' : `by ${author}`;
  return `${id}, version ${version}, ${by}. ${body.law}; for ${body.appliesTo}. Days and shifts in ${body.timeZone}.`;
}

function FigureTable({ label, lines }: { label: string; lines: readonly FigureLine[] }) {
  return (
    <DataTable
      label={label}
      rows={lines}
      rowKey={({ of, words }) => `${of} ${words}`}
      empty="No figure."
      columns={[
        { id: 'words', title: 'Figure', cell: ({ words }) => words },
        {
          id: 'certainty',
          title: 'How sure',
          cell: ({ certainty }) => (
            <Chip tone={certainty === 'verified' ? 'plain' : 'notice'}>
              {CERTAINTY_WORDS[certainty]}
            </Chip>
          ),
        },
        {
          id: 'force',
          title: 'In force',
          cell: ({ inForce, whyOff }) => (inForce ? 'yes' : `off: ${whyOff ?? ''}`),
        },
        { id: 'source', title: 'Rests on', cell: ({ source }) => source },
      ]}
    />
  );
}

function Statements({ pack: { body } }: { pack: RulePack }) {
  const { statements, exceptions, sources } = body;
  return (
    <>
      {statements.length > 0 && (
        <>
          <h2 className="rules-part">What else the rules say</h2>
          <DataTable
            label="What else the rules say"
            rows={statements}
            rowKey={({ text }) => text}
            empty="Nothing."
            columns={[
              { id: 'text', title: 'Sentence', cell: ({ text }) => text },
              {
                id: 'certainty',
                title: 'How sure',
                cell: ({ certainty }) => CERTAINTY_WORDS[certainty],
              },
              {
                id: 'applied',
                title: 'How it is applied',
                cell: ({ applied }) => applied ?? 'not evaluated',
              },
            ]}
          />
        </>
      )}
      {exceptions.length > 0 && (
        <>
          <h2 className="rules-part">Exceptions, where somebody says so</h2>
          <ul className="rules-list">
            {exceptions.map(({ id, text, certainty, inForce, whyOff }) => (
              <li key={id}>
                <span className="mono">{id}</span> {text} ({CERTAINTY_WORDS[certainty]}
                {inForce ? '' : `; off: ${whyOff ?? ''}`})
              </li>
            ))}
          </ul>
        </>
      )}
      {sources.length > 0 && (
        <>
          <h2 className="rules-part">Sources</h2>
          <ul className="rules-list">
            {sources.map((source) => (
              <li key={source}>{source}</li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}
