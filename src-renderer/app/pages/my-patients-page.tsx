import { ClipboardList } from 'lucide-react';
import { useParams } from '@tanstack/react-router';
import { Suspense } from 'react';
import { MessageCards } from '../../features/notifications/message-cards.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { useUser } from '../host-context.tsx';
import { later } from '../later.ts';

const MyPatients = later(
  async () => (await import('../../features/my-patients/my-patients.tsx')).MyPatients,
);

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
      <Suspense fallback={<Skeleton lines={6} label="Loading" />}>
        <MyPatients nurseId={nurseId} messages={<MessageCards />} />
      </Suspense>
    </>
  );
}
