import { RouterProvider, type RouterHistory } from '@tanstack/react-router';
import { HospitalsProvider } from './hospitals.tsx';
import { createAppRouter, type AppRouter } from './routes.tsx';

const routers = new WeakMap<RouterHistory, AppRouter>();

function routerOf(history: RouterHistory): AppRouter {
  let router = routers.get(history);
  if (router === undefined) routers.set(history, (router = createAppRouter(history)));
  return router;
}

/** Finds the page of the address before there is a screen, so that it is drawn in one go. */
export async function findPage(history: RouterHistory): Promise<void> {
  await routerOf(history).load();
}

/** All that is behind the sign-in: the pages at their addresses. */
export function Product({ history }: { history: RouterHistory }) {
  return (
    <HospitalsProvider>
      <RouterProvider router={routerOf(history)} />
    </HospitalsProvider>
  );
}
