import { ClipboardList } from 'lucide-react';
import { useParams } from '@tanstack/react-router';
import { MyPatients } from '../../features/my-patients/my-patients.tsx';
import { MessageCards } from '../../features/notifications/message-cards.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { useUser } from '../host-context.tsx';

/** A nurse's own page. */
export function MyPatientsPage() {
  const { hospitalId } = useParams({ from: '/h/$hospitalId/me' });
  const nurseId = useUser().nurseIds[hospitalId];
  if (nurseId === undefined) {
    return (
      <EmptyState icon={<ClipboardList aria-hidden />} title="You are not on this hospital’s staff">
        An administrator can connect your sign-in with your name on the staff list.
      </EmptyState>
    );
  }
  return (
    <>
      <title>My patients – Wardline</title>
      <MyPatients nurseId={nurseId} messages={<MessageCards />} />
    </>
  );
}
