import { CloudOff, Hospital } from 'lucide-react';
import { Navigate } from '@tanstack/react-router';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { useHospitals, useHospitalsProblem } from '../hospitals.tsx';
import { useUser } from '../host-context.tsx';

/** Sends everyone to the place of her work. */
export function StartPage() {
  const user = useUser();
  const hospitals = useHospitals();
  const problem = useHospitalsProblem();
  if (!hospitals && problem) {
    return (
      <EmptyState icon={<CloudOff aria-hidden />} title="The hospitals could not be read">
        {problem.sentence} It is tried again as soon as there is a connection.
      </EmptyState>
    );
  }
  if (!hospitals) return <Skeleton lines={6} label="Loading the hospitals" />;
  const [first] = hospitals;
  if (!first) return <FirstRun isAdmin={user.roles.includes('admin')} />;
  const params = { hospitalId: first.id };
  if (user.roles.includes('dispatcher'))
    return <Navigate to="/h/$hospitalId" params={params} replace />;
  if (user.roles.includes('nurse')) {
    const [hospitalId] = Object.keys(user.nurseIds);
    return (
      <Navigate to="/h/$hospitalId/me" params={{ hospitalId: hospitalId ?? first.id }} replace />
    );
  }
  if (user.roles.includes('admin')) {
    return (
      <Navigate
        to="/h/$hospitalId/admin/$section"
        params={{ ...params, section: 'wards' }}
        replace
      />
    );
  }
  return <Navigate to="/h/$hospitalId" params={params} replace />;
}

function FirstRun({ isAdmin }: { isAdmin: boolean }) {
  return (
    <EmptyState icon={<Hospital aria-hidden />} title="No hospital yet">
      {isAdmin
        ? 'Create the first one on the server: wardline hospital add ID --name NAME.'
        : 'You have no access to a hospital yet. Ask your administrator.'}
    </EmptyState>
  );
}
