import { RouterProvider, type RouterHistory } from '@tanstack/react-router';
import { useState } from 'react';
import { HospitalsProvider } from './hospitals.tsx';
import { createAppRouter } from './routes.tsx';

/** All that is behind the sign-in: the pages at their addresses. */
export function Product({ history }: { history: RouterHistory }) {
  const [router] = useState(() => createAppRouter(history));
  return (
    <HospitalsProvider>
      <RouterProvider router={router} />
    </HospitalsProvider>
  );
}
