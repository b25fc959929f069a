import cookie from '@fastify/cookie';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import type { HttpParts } from '../parts.ts';
import { alertRoutes } from './alerts.ts';
import { assignmentRoutes } from './assignments.ts';
import { authRoutes } from './auth.ts';
import { hospitalRoutes } from './hospitals.ts';
import { intakeMessageRoutes } from './intake-messages.ts';
import { notificationRoutes } from './notifications.ts';
import { nurseRoutes } from './nurses.ts';
import { packRoutes } from './packs.ts';
import { recordRoutes } from './records.ts';
import type { Routes } from './routes.ts';
import { setupRoutes } from './setup.ts';
import { staffRoutes } from './staff.ts';
import { staffingRoutes } from './staffing.ts';
import { stayRoutes } from './stays.ts';
import { ticketRoutes } from './tickets.ts';
import { utilizationRoutes } from './utilization.ts';
import { waiverRoutes } from './waivers.ts';
import { wardRoutes } from './ward.ts';

/** Every address below /api/v1. */
export function apiRoutes(app: Routes, parts: HttpParts): void {
  // Only signing in reads and sets a cookie; no other request pays for it.
  void app.register(async (scope) => {
    await scope.register(cookie);
    authRoutes(scope.withTypeProvider<ZodTypeProvider>(), parts);
  });
  ticketRoutes(app, parts);
  hospitalRoutes(app, parts);
  wardRoutes(app, parts);
  stayRoutes(app, parts);
  assignmentRoutes(app, parts);
  nurseRoutes(app, parts);
  notificationRoutes(app, parts);
  setupRoutes(app, parts);
  staffRoutes(app, parts);
  utilizationRoutes(app, parts);
  staffingRoutes(app, parts);
  alertRoutes(app, parts);
  packRoutes(app, parts);
  recordRoutes(app, parts);
  waiverRoutes(app, parts);
  intakeMessageRoutes(app, parts);
}
