import { parseArgs } from 'node:util';
import { z } from 'zod';
import { Simulation } from './simulate/simulation.ts';

export const SIMULATE_HELP = `wardline simulate: a small hospital group as HL7 over MLLP and dispatchers over HTTP

  --mllp HOST:PORT   the HL7 listener           (127.0.0.1:2575)
  --http URL         the gateway                (http://127.0.0.1:8080)
  --speed N          simulated over real time   (1; 60: a day in 24 minutes)
  --seed S           the same seed, the same day (1)
  --for DURATION     90s, 24m, 2h; then the boards are compared with the feed, and the exit code
                     is 1 where they differ or a message was refused (default: until stopped)

Signs in as SIMULATE_USER (dispatcher) and SIMULATE_ADMIN (admin) with SIMULATE_PASSWORD
and SIMULATE_ADMIN_PASSWORD (the demo password).
`;

const UNIT_MS = { s: 1000, m: 60_000, h: 3_600_000 } as const;

const durationSchema = z
  .string()
  .regex(/^\d+(\.\d+)?[smh]$/, 'expected a duration such as 90s, 24m or 2h')
  .transform((text) => Number(text.slice(0, -1)) * UNIT_MS[text.slice(-1) as 's' | 'm' | 'h']);

const addressSchema = z
  .string()
  .regex(/^.+:\d{1,5}$/, 'expected HOST:PORT')
  .transform((text) => {
    const colon = text.lastIndexOf(':');
    return { host: text.slice(0, colon), port: Number(text.slice(colon + 1)) };
  });

const optionsSchema = z.object({
  mllp: addressSchema.default({ host: '127.0.0.1', port: 2575 }),
  http: z.url({ protocol: /^https?$/ }).default('http://127.0.0.1:8080'),
  speed: z.coerce.number().positive().max(3600).default(1),
  seed: z.string().min(1).default('1'),
  for: durationSchema.nullable().default(null),
});

/** Wrong use of the verb: the text says what. */
export class WrongUse extends Error {
  override readonly name = 'WrongUse';
}

/**
 * `wardline simulate`. Ends at SIGINT or SIGTERM, or when the time is up.
 *
 * @returns the exit code: 1 when a message was refused or boards and feed differ.
 * @throws WrongUse
 */
export async function simulate(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  write: (line: string) => void,
): Promise<number> {
  const options = readOptions(args);
  const stop = new AbortController();
  const end = () => stop.abort();
  process.once('SIGINT', end);
  process.once('SIGTERM', end);
  try {
    const result = await new Simulation({
      mllp: options.mllp,
      url: options.http,
      speed: options.speed,
      seed: options.seed,
      durationMs: options.for,
      dispatcher: credentials(env, 'SIMULATE_USER', 'SIMULATE_PASSWORD', 'dispatcher'),
      admin: credentials(env, 'SIMULATE_ADMIN', 'SIMULATE_ADMIN_PASSWORD', 'admin'),
      report: (line) => write(`simulate: ${line}`),
    }).run(stop.signal);
    for (const line of result.differences.slice(0, 20)) write(`simulate: differs: ${line}`);
    write(`simulate: ${JSON.stringify({ ...result, differences: result.differences.length })}`);
    return result.refused + result.differences.length > 0 ? 1 : 0;
  } finally {
    process.off('SIGINT', end);
    process.off('SIGTERM', end);
  }
}

function readOptions(args: readonly string[]): z.output<typeof optionsSchema> {
  const text = { type: 'string' } as const;
  let values: Record<string, string | boolean | undefined>;
  try {
    ({ values } = parseArgs({
      args: [...args],
      options: { mllp: text, http: text, speed: text, seed: text, for: text },
    }));
  } catch (error) {
    throw new WrongUse(error instanceof Error ? error.message : String(error));
  }
  const parsed = optionsSchema.safeParse(values);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new WrongUse(`--${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not understood'}`);
}

function credentials(
  env: Readonly<Record<string, string | undefined>>,
  userVariable: string,
  passwordVariable: string,
  user: string,
) {
  return {
    username: env[userVariable] ?? user,
    password: env[passwordVariable] ?? 'wardline-demo',
  };
}
