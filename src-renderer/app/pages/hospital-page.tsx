import { Outlet, useParams } from '@tanstack/react-router';
import { CommandDesk } from '../../features/commands/command-desk.tsx';
import { HospitalProvider } from '../hospital-wards.tsx';

/** Everything inside one hospital: its wards are followed, its commands can be given. */
export function HospitalPage() {
  const { hospitalId } = useParams({ from: '/h/$hospitalId' });
  return (
    <HospitalProvider key={hospitalId} hospitalId={hospitalId}>
      <CommandDesk>
        <Outlet />
      </CommandDesk>
    </HospitalProvider>
  );
}
