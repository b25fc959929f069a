import { Ellipsis, Hourglass, LogOut, NotebookPen, UserRoundMinus } from 'lucide-react';
import { useDesk } from '../../app/desk.ts';
import { AcuityChip } from '../../ui/acuity-chip.tsx';
import { Button } from '../../ui/button.tsx';
import { useNow } from '../../ui/clock.ts';
import { Menu, MenuItem } from '../../ui/menu.tsx';
import { dayAndTime } from '../../ui/time-words.ts';
import type { MyAssignment } from '../../view/my-shift.ts';

const MINUTE_MS = 60_000;

/** One of my patients: bed, name, acuity, what the shift before left to say. */
export function PatientCard({ mine, isPending }: { mine: MyAssignment; isPending: boolean }) {
  const { assignment, stay, bed, wardName } = mine;
  const now = useNow(MINUTE_MS);
  return (
    <article className="my-card" data-pending={isPending || undefined}>
      <div className="my-card-top">
        <span className="my-card-bed mono">{bed?.label ?? (stay ? 'waiting' : wardName)}</span>
        {stay && <AcuityChip acuity={stay.acuity} />}
        {stay?.expectedDischargeAt != null && (
          <span className="my-card-leaves" title="Expected discharge">
            <LogOut aria-hidden />
            <span className="unseen">expected discharge </span>
            {dayAndTime(Date.parse(stay.expectedDischargeAt), now)}
          </span>
        )}
        <CardMenu mine={mine} />
      </div>
      <p className="my-card-patient cut" title={stay?.patient.label}>
        {stay?.patient.label ?? 'Post on the ward as a whole'}
      </p>
      {isPending && (
        <p className="my-card-pending">
          <Hourglass aria-hidden /> being sent
        </p>
      )}
      {assignment.notes.length > 0 && (
        <ul className="my-notes">
          {assignment.notes.map((note) => (
            <li key={`${note.at} ${note.text}`}>
              {note.text}{' '}
              <span className="quiet">
                {note.by}, {dayAndTime(Date.parse(note.at), now)}
              </span>
            </li>
          ))}
        </ul>
      )}
    </article>
  );
}

function CardMenu({ mine }: { mine: MyAssignment }) {
  const desk = useDesk();
  const { ward, assignment, stay } = mine;
  return (
    <Menu
      label="Actions"
      trigger={
        <Button
          kind="plain"
          square
          className="my-card-more"
          aria-label={`Actions for ${stay?.patient.label ?? 'the ward post'}`}
          icon={<Ellipsis aria-hidden />}
        />
      }
    >
      <MenuItem
        icon={<NotebookPen aria-hidden />}
        onAction={() => {
          desk.ask({ kind: 'note', ward, assignmentId: assignment.id });
        }}
      >
        Write a hand-over note
      </MenuItem>
      <MenuItem
        icon={<UserRoundMinus aria-hidden />}
        onAction={() => {
          desk.run({ kind: 'end-assignment', ward, assignmentId: assignment.id });
        }}
      >
        End this assignment
      </MenuItem>
    </Menu>
  );
}
