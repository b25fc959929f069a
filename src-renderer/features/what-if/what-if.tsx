import { FlaskConical } from 'lucide-react';
import { useState } from 'react';
import { SHIPPED_PACKS, shippedPack } from '../../../src-shared/domain/staffing/packs.ts';
import type { RulePack, ShiftName } from '../../../src-shared/contract/state/rule-pack.ts';
import { knownUnits } from '../../../src-shared/domain/staffing/known-units.ts';
import { useNow } from '../../ui/clock.ts';
import { ChoiceField, TextField } from '../../ui/field.tsx';
import { unitWords } from '../../view/unit-words.ts';
import { PeopleRows } from './people-rows.tsx';
import { asked, type Question } from './question.ts';
import { useAnswer } from './use-answer.ts';
import { Verdict } from './verdict.tsx';
import './what-if.css';

const MINUTE_MS = 60_000;

/** Thinks a ward through: so many patients, these people; nothing is stored. */
export function WhatIf(props: { start: Question; packs: readonly RulePack[]; about: string }) {
  const [question, setQuestion] = useState(props.start);
  const at = new Date(useNow(MINUTE_MS)).toISOString();
  const own = props.packs.find(({ id }) => id === question.pack);
  const { answer, problem, isBusy } = useAnswer(asked(question, at, own));
  const change = (part: Partial<Question>): void => {
    setQuestion((last) => ({ ...last, ...part }));
  };
  return (
    <section className="what-if" aria-label="What if">
      <title>What if – Wardline</title>
      <header className="what-if-head">
        <h1 className="what-if-title">
          <FlaskConical aria-hidden /> What if
        </h1>
        <p>{props.about} Nothing here is stored or changes a board.</p>
      </header>
      <div className="what-if-body">
        <form
          className="what-if-form"
          onSubmit={(event) => {
            event.preventDefault();
          }}
        >
          <div className="what-if-fields">
            <ChoiceField
              label="Rules"
              value={question.pack}
              onChange={(pack) => {
                change({ pack });
              }}
              choices={packChoices(props.packs)}
            />
            <ChoiceField
              label="Kind of unit"
              value={question.unit}
              onChange={(unit) => {
                change({ unit });
              }}
              choices={unitChoices(question, own)}
            />
            <ChoiceField
              label="Shift"
              value={question.shift}
              onChange={(shift) => {
                change({ shift });
              }}
              choices={SHIFTS}
            />
            <TextField
              label="Patients"
              value={question.patients}
              onChange={(patients) => {
                change({ patients });
              }}
            />
          </div>
          <PeopleRows
            rows={question.people}
            onChange={(people) => {
              change({ people });
            }}
          />
        </form>
        <Verdict answer={answer} problem={problem} isBusy={isBusy} />
      </div>
    </section>
  );
}

const SHIFTS: readonly { readonly value: ShiftName | ''; readonly text: string }[] = [
  { value: '', text: 'The one of now' },
  { value: 'day', text: 'Day' },
  { value: 'morning', text: 'Morning' },
  { value: 'afternoon', text: 'Afternoon' },
  { value: 'evening', text: 'Evening' },
  { value: 'night', text: 'Night' },
];

/** The hospital's own first, then those that ship. */
function packChoices(own: readonly RulePack[]) {
  const ids = new Set(own.map(({ id }) => id));
  const shipped = Object.values(SHIPPED_PACKS).filter(({ id }) => !ids.has(id));
  return [...own, ...shipped].map(({ id, title }) => ({ value: id, text: title }));
}

/** What the pack knows; where it speaks of any unit, or is not here, all units there are. */
function unitChoices({ pack, unit }: Question, own: RulePack | undefined) {
  const named = (own ?? shippedPack(pack))?.body.units.map((one) => one.unit) ?? ['*'];
  const units = named.includes('*') ? knownUnits() : named;
  const shown = units.includes(unit) ? units : [unit, ...units];
  return shown.map((value) => ({
    value,
    text: units.includes(value) ? unitWords(value) : `${unitWords(value)} (not in these rules)`,
  }));
}
