import { ShieldAlert } from 'lucide-react';
import { lazy, Suspense } from 'react';
import { useParams } from '@tanstack/react-router';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { useUser } from '../host-context.tsx';

// Loaded when first needed: wards and tablets never are.
const Admin = lazy(async () => {
  const { Admin: component } = await import('../../features/admin/admin.tsx');
  return { default: component };
});

export function AdminPage() {
  const { section } = useParams({ from: '/h/$hospitalId/admin/$section' });
  const user = useUser();
  if (!user.roles.includes('admin')) {
    return (
      <EmptyState icon={<ShieldAlert aria-hidden />} title="This page is for administrators">
        Your role does not allow it. Ask an administrator of your hospital.
      </EmptyState>
    );
  }
  return (
    <Suspense fallback={<Skeleton lines={8} label="Loading" />}>
      <Admin section={section} />
    </Suspense>
  );
}
