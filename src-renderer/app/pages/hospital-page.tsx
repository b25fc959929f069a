import { Outlet, useParams } from '@tanstack/react-router';
import { HospitalAlarms } from '../../features/alerts/hospital-alarms.tsx';
import { CommandDesk } from '../../features/commands/command-desk.tsx';
import { useUser } from '../host-context.tsx';
import { HospitalProvider } from '../hospital-wards.tsx';

/** Everything inside one hospital: its wards are followed, its commands can be given. */
export function HospitalPage() {
  const { hospitalId } = useParams({ from: '/h/$hospitalId' });
  const { roles } = useUser();
  const isDispatching = roles.includes('dispatcher');
  return (
    <HospitalProvider key={hospitalId} hospitalId={hospitalId}>
      <CommandDesk>
        <HospitalAlarms hospitalId={hospitalId} isDispatching={isDispatching}>
          <Outlet />
        </HospitalAlarms>
      </CommandDesk>
    </HospitalProvider>
  );
}
