import { z } from 'zod';

/**
 * An answer that is a file and no JSON, as an `HttpAnswer` carries it: text alone goes through
 * channels between tabs and processes. `name` is from `Content-Disposition`, null where there is none.
 */
export const fileBodySchema = z.object({
  contentType: z.string(),
  name: z.string().nullable(),
  base64: z.string(),
});
export type FileBody = z.infer<typeof fileBodySchema>;
