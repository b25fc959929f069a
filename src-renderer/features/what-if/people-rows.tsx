import { Plus, Trash2 } from 'lucide-react';
import { Button } from '../../ui/button.tsx';
import { CheckField, ChoiceField, TextField } from '../../ui/field.tsx';
import { emptyRow, LICENCES, type PeopleRow, type Post } from './question.ts';

const POSTS: readonly { readonly value: Post; readonly text: string }[] = [
  { value: 'bedside', text: 'At the bedside' },
  { value: 'charge-bedside', text: 'In charge, at the bedside' },
  { value: 'charge', text: 'In charge, not at the bedside' },
  { value: 'triage', text: 'At triage' },
  { value: 'relieving', text: 'Relieving breaks' },
];
const ROLES = LICENCES.map((licence) => ({ value: licence, text: licence }));

/** Who is there: a row for people who stand alike. */
export function PeopleRows(props: {
  rows: readonly PeopleRow[];
  onChange: (rows: readonly PeopleRow[]) => void;
}) {
  const { rows, onChange } = props;
  const change = (id: number, part: Partial<PeopleRow>): void => {
    onChange(rows.map((row) => (row.id === id ? { ...row, ...part } : row)));
  };
  return (
    <fieldset className="people">
      <legend className="people-legend">People on shift</legend>
      {rows.length === 0 && <p className="quiet">Nobody is there.</p>}
      {rows.map((row, index) => (
        <div className="people-row" key={row.id} role="group" aria-label={`Row ${index + 1}`}>
          <TextField
            label="How many"
            value={row.count}
            onChange={(count) => {
              change(row.id, { count });
            }}
          />
          <ChoiceField
            label="Licence"
            value={row.role}
            onChange={(role) => {
              change(row.id, { role });
            }}
            choices={ROLES}
          />
          <ChoiceField
            label="Post"
            value={row.post}
            onChange={(post) => {
              change(row.id, { post });
            }}
            choices={POSTS}
          />
          <TextField
            label="On a break"
            value={row.onBreak}
            onChange={(onBreak) => {
              change(row.id, { onBreak });
            }}
          />
          <TextField
            label="Patients of each"
            placeholder="4, 5, 5"
            value={row.loads}
            onChange={(loads) => {
              change(row.id, { loads });
            }}
          />
          <CheckField
            label="Signed off here"
            checked={row.competent}
            onChange={(competent) => {
              change(row.id, { competent });
            }}
          />
          <Button
            kind="plain"
            square
            icon={<Trash2 aria-hidden />}
            aria-label={`Take row ${index + 1} away`}
            onPress={() => {
              onChange(rows.filter((one) => one.id !== row.id));
            }}
          />
        </div>
      ))}
      <Button
        icon={<Plus aria-hidden />}
        onPress={() => {
          onChange([...rows, emptyRow(1 + Math.max(0, ...rows.map(({ id }) => id)))]);
        }}
      >
        More people
      </Button>
    </fieldset>
  );
}
