import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import type { Bus } from '../../../server/bus/bus.ts';
import { createMemoryPresence } from '../../../server/bus/memory-presence.ts';
import type { Presence } from '../../../server/bus/presence.ts';
import type { Database } from '../../../server/db/database.ts';
import { createWardReads } from '../../../server/db/ward-reads.ts';
import type { RealtimeClock } from '../../../server/realtime/clock.ts';
import type { RealtimeLimits } from '../../../server/realtime/limits.ts';
import type { ReceiptPort, WardReads } from '../../../server/realtime/ports.ts';
import {
  createRealtime,
  type Realtime,
  type RealtimeSettings,
} from '../../../server/realtime/realtime.ts';
import { createTestAuth, type TestAuth, type TicketOptions } from './test-auth.ts';
import { openClient, type TestClient } from './test-client.ts';

export interface TestRealtime {
  readonly realtime: Realtime;
  readonly server: Server;
  readonly auth: TestAuth;
  readonly bus: Bus;
  readonly metrics: Registry;
  /** `127.0.0.1:PORT`. */
  readonly host: string;
  /** `ws://…/realtime?ticket=…` with a fresh ticket. */
  url(options?: TicketOptions): string;
  /** An open socket that has been welcomed. */
  connect(options?: TicketOptions): Promise<TestClient>;
  close(): Promise<void>;
}

export interface TestRealtimeOptions {
  database: Database;
  bus: Bus;
  reads?: WardReads;
  presence?: Presence;
  receipts?: ReceiptPort;
  settings?: Partial<RealtimeSettings>;
  limits?: Partial<RealtimeLimits>;
  clock?: RealtimeClock;
}

/** The WebSocket layer without the rest of a gateway, on a port of its own. */
export async function startRealtime(options: TestRealtimeOptions): Promise<TestRealtime> {
  const auth = createTestAuth();
  const metrics = new Registry();
  const realtime = createRealtime({
    settings: {
      heartbeatMs: 8_000,
      heartbeatTimeoutMs: 4_000,
      drainMs: 200,
      replayWindowMs: 300_000,
      ...options.settings,
    },
    ...(options.limits === undefined ? {} : { limits: options.limits }),
    ...(options.clock === undefined ? {} : { clock: options.clock }),
    reads: options.reads ?? createWardReads(options.database),
    bus: options.bus,
    presence: options.presence ?? createMemoryPresence(),
    auth,
    receipts: options.receipts ?? { delivered: async () => undefined },
    notifications: null,
    log: pino({ level: 'silent' }),
    metrics,
  });
  const server = createServer();
  realtime.attach(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const url = (ticket?: TicketOptions): string =>
    `ws://${host}/realtime?ticket=${auth.ticket(ticket)}`;
  const clients: TestClient[] = [];
  return {
    ...{ realtime, server, auth, bus: options.bus, metrics, host, url },
    connect: async (ticket) => {
      const client = await openClient(url(ticket));
      clients.push(client);
      await client.next('welcome');
      return client;
    },
    close: async () => {
      for (const client of clients) client.terminate();
      await realtime.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
