import {
  createRootRoute,
  createRoute,
  createRouter,
  type RouterHistory,
} from '@tanstack/react-router';
import { z } from 'zod';
import { hospitalIdSchema, wardIdSchema } from '../../src-shared/contract/ids.ts';
import { AdminPage } from './pages/admin-page.tsx';
import { BrokenPage } from './pages/broken-page.tsx';
import { HospitalPage } from './pages/hospital-page.tsx';
import { MyPatientsPage } from './pages/my-patients-page.tsx';
import { NotFoundPage } from './pages/not-found-page.tsx';
import { Shell } from './shell.tsx';
import { StartPage } from './pages/start-page.tsx';
import { WardsPage } from './pages/wards-page.tsx';

const rootRoute = createRootRoute({ component: Shell, notFoundComponent: NotFoundPage });

const startRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/',
  component: StartPage,
});

const hospitalParams = z.object({ hospitalId: hospitalIdSchema });
const wardParams = z.object({ wardId: wardIdSchema });

const hospitalRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/h/$hospitalId',
  params: {
    parse: (params) => hospitalParams.parse(params),
    stringify: (params) => params,
  },
  component: HospitalPage,
  notFoundComponent: NotFoundPage,
});

const boardSearchSchema = z.object({ view: z.enum(['bed', 'nurse']).optional().catch(undefined) });

const wardsRoute = createRoute({
  getParentRoute: () => hospitalRoute,
  path: '/',
  component: WardsPage,
});

const wardRoute = createRoute({
  getParentRoute: () => hospitalRoute,
  path: '/w/$wardId',
  params: { parse: (params) => wardParams.parse(params), stringify: (params) => params },
  validateSearch: (search) => boardSearchSchema.parse(search),
  component: WardsPage,
});

const myPatientsRoute = createRoute({
  getParentRoute: () => hospitalRoute,
  path: '/me',
  component: MyPatientsPage,
});

export const ADMIN_SECTIONS = ['wards', 'staff', 'shifts', 'locations', 'intake'] as const;
export type AdminSection = (typeof ADMIN_SECTIONS)[number];

const adminParams = z.object({ section: z.enum(ADMIN_SECTIONS) });

const adminRoute = createRoute({
  getParentRoute: () => hospitalRoute,
  path: '/admin/$section',
  params: {
    parse: (params) => adminParams.parse(params),
    stringify: (params) => params,
  },
  component: AdminPage,
});

const routeTree = rootRoute.addChildren([
  startRoute,
  hospitalRoute.addChildren([wardsRoute, wardRoute, myPatientsRoute, adminRoute]),
]);

/** The addresses of the product. The web build gives the browser's history, the desktop a hash's. */
export function createAppRouter(history: RouterHistory) {
  return createRouter({
    routeTree,
    history,
    defaultNotFoundComponent: NotFoundPage,
    defaultErrorComponent: BrokenPage,
  });
}

export type AppRouter = ReturnType<typeof createAppRouter>;

declare module '@tanstack/react-router' {
  interface Register {
    router: AppRouter;
  }
}
