import { z } from 'zod';
import { hospitalIdSchema, localIdSchema } from './ids.ts';
import { timeSchema } from './time.ts';

export const roleSchema = z.enum(['dispatcher', 'nurse', 'admin', 'integration']);
export type Role = z.infer<typeof roleSchema>;

/** `client: 'native'` gets the refresh token in the body; a browser gets it as an HttpOnly cookie. */
export const loginSchema = z.strictObject({
  username: z.string().min(1).max(64),
  password: z.string().min(1).max(1024),
  client: z.enum(['browser', 'native']).optional(),
});

export const refreshSchema = z.strictObject({
  refreshToken: z.string().min(1).max(512).optional(),
});

export const sessionUserSchema = z.object({
  id: localIdSchema,
  name: z.string(),
  roles: z.array(roleSchema),
  hospitals: z.array(hospitalIdSchema),
  /** Where the user is a nurse: her nurse id by hospital. */
  nurseIds: z.record(hospitalIdSchema, localIdSchema),
});
export type SessionUser = z.infer<typeof sessionUserSchema>;

export const sessionSchema = z.object({
  accessToken: z.string(),
  expiresAt: timeSchema,
  user: sessionUserSchema,
  refreshToken: z.string().optional(),
});
export type Session = z.infer<typeof sessionSchema>;

export const ticketRequestSchema = z.strictObject({
  deviceId: z.string().min(1).max(128).optional(),
});
export const ticketSchema = z.object({ ticket: z.string(), expiresAt: timeSchema });
