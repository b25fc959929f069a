import { lazy, Suspense } from 'react';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { Skeleton } from '../../ui/skeleton.tsx';

const Records = lazy(async () => {
  const { Records: component } = await import('../../features/record/records.tsx');
  return { default: component };
});

/** The record of shifts, by ward. */
export function RecordPage() {
  const { hospitalId } = useParams({ from: '/h/$hospitalId/record' });
  const { ward, shift } = useSearch({ from: '/h/$hospitalId/record' });
  const navigate = useNavigate();
  return (
    <Suspense fallback={<Skeleton lines={8} label="Loading" />}>
      <Records
        hospitalId={hospitalId}
        wardId={ward ?? null}
        startsAt={shift ?? null}
        onChoose={(wardId, startsAt) => {
          void navigate({
            to: '/h/$hospitalId/record',
            params: { hospitalId },
            search: {
              ward: wardId,
              ...(startsAt === null ? {} : { shift: startsAt }),
            },
          });
        }}
      />
    </Suspense>
  );
}
