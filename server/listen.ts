import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { StartFault, unavailableFault } from './config/start-fault.ts';

/** A predecessor that is just going away gives its port back within this time. */
const WITHIN_MS = 2_000;
const RETRY_MS = 100;

/**
 * Makes sure that a port can be had before anything else is started, by taking it for a moment.
 * @param variable the one that names the port, for the line about it
 * @throws StartFault (69)
 */
export async function requireFreePort(variable: string, host: string, port: number): Promise<void> {
  if (port === 0) return;
  await takingPort(variable, host, port, () => take(host, port));
}

/**
 * Runs what binds a port, again for a short time while somebody else has it.
 * @throws StartFault (69) naming the variable and the port
 */
export async function takingPort<T>(
  variable: string,
  host: string,
  port: number,
  bind: () => Promise<T>,
): Promise<T> {
  for (const deadline = performance.now() + WITHIN_MS; ;) {
    try {
      return await bind();
    } catch (error) {
      if (error instanceof StartFault) throw error;
      const code = error instanceof Error && 'code' in error ? error.code : '';
      if (code !== 'EADDRINUSE' || performance.now() >= deadline) {
        const why = code === 'EADDRINUSE' ? 'the port is in use' : error;
        throw unavailableFault(`${variable} ${String(port)} on ${host}`, why);
      }
      await sleep(RETRY_MS);
    }
  }
}

function take(host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen({ host, port, exclusive: true }, () => {
      server.close(() => {
        resolve();
      });
    });
  });
}
