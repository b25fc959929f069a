import { BellDot, Check } from 'lucide-react';
import { useDesk } from '../../app/desk.ts';
import { useHost } from '../../app/host-context.tsx';
import { AcuityChip } from '../../ui/acuity-chip.tsx';
import { Button } from '../../ui/button.tsx';
import { RelativeAge } from '../../ui/relative-age.tsx';
import type { MyAssignment } from '../../view/my-shift.ts';

/** A patient that was just given to me: one tap says that I have taken over. */
export function NewAssignmentCard({ mine, isPending }: { mine: MyAssignment; isPending: boolean }) {
  const desk = useDesk();
  const host = useHost();
  const { ward, assignment, stay, bed, wardName } = mine;
  return (
    <article className="new-card" aria-label={`New: ${stay?.patient.label ?? 'ward post'}`}>
      <p className="new-card-lead">
        <BellDot aria-hidden />
        <span>
          New for you, <RelativeAge since={Date.parse(assignment.startedAt)} /> ago, by{' '}
          {assignment.startedBy}
        </span>
      </p>
      <div className="my-card-top">
        <span className="my-card-bed mono">{bed?.label ?? (stay ? 'waiting' : wardName)}</span>
        {stay && <AcuityChip acuity={stay.acuity} />}
      </div>
      <p className="my-card-patient cut" title={stay?.patient.label}>
        {stay?.patient.label ?? 'Post on the ward as a whole'}
      </p>
      <Button
        kind="primary"
        large
        icon={<Check aria-hidden />}
        isDisabled={isPending}
        onPress={() => {
          desk.run({ kind: 'confirm-assignment', ward, assignmentId: assignment.id });
          const told = host.notifications.get().find((one) => one.ref === assignment.id);
          if (told !== undefined) host.readNotification(told.id);
        }}
      >
        {isPending ? 'Confirming…' : 'Confirm'}
      </Button>
    </article>
  );
}
