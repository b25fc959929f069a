import type { HttpParts } from '../parts.ts';
import { authRoutes } from './auth.ts';
import { hospitalRoutes } from './hospitals.ts';
import type { Routes } from './routes.ts';
import { ticketRoutes } from './tickets.ts';
import { wardRoutes } from './ward.ts';

/** Every address below /api/v1. */
export function apiRoutes(app: Routes, parts: HttpParts): void {
  authRoutes(app, parts);
  ticketRoutes(app, parts);
  hospitalRoutes(app, parts);
  wardRoutes(app, parts);
}
