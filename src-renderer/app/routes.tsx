import {
  createRootRoute,
  createRoute,
  createRouter,
  type RouterHistory,
} from '@tanstack/react-router';
import { z } from 'zod';
import { hospitalIdSchema, wardIdSchema } from '../../src-shared/contract/ids.ts';
import { timeSchema } from '../../src-shared/contract/time.ts';
import { AdminPage } from './pages/admin-page.tsx';
import { AlertsPage } from './pages/alerts-page.tsx';
import { BrokenPage } from './pages/broken-page.tsx';
import { HospitalPage } from './pages/hospital-page.tsx';
import { MyPatientsPage } from './pages/my-patients-page.tsx';
import { NotFoundPage } from './pages/not-found-page.tsx';
import { Shell } from './shell.tsx';
import { RecordPage } from './pages/record-page.tsx';
import { StartPage } from './pages/start-page.tsx';
import { WardsPage } from './pages/wards-page.tsx';
import { WhatIfPage } from './pages/what-if-page.tsx';

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

const alertsRoute = createRoute({
  getParentRoute: () => hospitalRoute,
  path: '/alerts',
  component: AlertsPage,
});

const wardSearchSchema = z.object({ ward: wardIdSchema.optional().catch(undefined) });

const whatIfRoute = createRoute({
  getParentRoute: () => hospitalRoute,
  path: '/what-if',
  validateSearch: (search) => wardSearchSchema.parse(search),
  component: WhatIfPage,
});

const recordSearchSchema = wardSearchSchema.extend({
  shift: timeSchema.optional().catch(undefined),
});

const recordRoute = createRoute({
  getParentRoute: () => hospitalRoute,
  path: '/record',
  validateSearch: (search) => recordSearchSchema.parse(search),
  component: RecordPage,
});

export const ADMIN_SECTIONS = [
  'wards',
  'staff',
  'shifts',
  'rules',
  'escalation',
  'locations',
  'intake',
] as const;
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
  hospitalRoute.addChildren([
    wardsRoute,
    wardRoute,
    myPatientsRoute,
    alertsRoute,
    whatIfRoute,
    recordRoute,
    adminRoute,
  ]),
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
