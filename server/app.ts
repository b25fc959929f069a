import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { accessTokens } from './auth/access-token.ts';
import { removeExpiredCredentials } from './auth/expired-credentials.ts';
import { storedJwtSecret } from './auth/jwt-secret.ts';
import { createLoginLimit } from './auth/login-limit.ts';
import { createPrincipals } from './auth/principals.ts';
import { createSessions } from './auth/sessions.ts';
import { ticketSeal } from './auth/ticket-seal.ts';
import type { Bus, CommittedEvents } from './bus/bus.ts';
import type { OpenedBus } from './bus/open-bus.ts';
import { startClock } from './clock/clock.ts';
import { createCommands, type Commands } from './commands/commands.ts';
import { createReceipts } from './commands/receipts.ts';
import type { Config } from './config/config.ts';
import type { Database } from './db/database.ts';
import { rotateEpoch } from './db/epoch.ts';
import { forgetIntake } from './db/intake-retention.ts';
import { createNotificationReads } from './db/notification-reads.ts';
import { createWardReads } from './db/ward-reads.ts';
import { keepRollingShifts } from './demo/roll-shifts.ts';
import { createHttpServer, type HttpServer } from './http/http-server.ts';
import { check, type Readiness } from './http/readiness.ts';
import { createIntakeDesk } from './intake/intake-desk.ts';
import { startIntake } from './intake/start-intake.ts';
import { takingPort } from './listen.ts';
import type { Log } from './observability/log.ts';
import type { Metrics } from './observability/metrics.ts';
import { gatewayAuth } from './realtime/gateway-auth.ts';
import { createRealtime } from './realtime/realtime.ts';
import { startRelay } from './relay/relay.ts';

/** What is open already. Whoever opened it closes it, after the gateway. */
export interface GatewayParts {
  readonly database: Database;
  readonly bus: OpenedBus;
  readonly metrics: Metrics;
  readonly log: Log;
  /** Checks every answer against its schema; for tests. */
  readonly checkAnswers?: boolean;
}

/** A whole gateway that does not listen for HTTP yet. */
export interface Gateway {
  readonly http: HttpServer;
  readonly commands: Commands;
  /** Where HL7 comes in; null: this process takes none. */
  readonly mllp: { readonly host: string; readonly port: number } | null;
  /** Readiness goes false; sockets are sent away over the drain time, and no new ones come. */
  drain(): Promise<void>;
  /** Ends what is left at once, in the order that loses nothing. */
  close(): Promise<void>;
}

/** Messages that are being applied when a gateway stops get their answers within this time. */
const INTAKE_GRACE_MS = 5_000;
const IDLE_LOOK_MS = 100;
const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * Wires the rooms together, as `WARDLINE_ROLES` says, and starts what works by itself.
 * @throws StartFault when something it needs cannot be had; nothing is left open then
 */
export async function createGateway(config: Config, parts: GatewayParts): Promise<Gateway> {
  const { database, bus, metrics, log } = parts;
  const closing = new AsyncDisposableStack();
  try {
    let draining = false;
    const secret = config.jwtSecret ?? (await storedJwtSecret(database));
    const tokens = accessTokens(secret);
    const seal = ticketSeal(secret);
    const principals = createPrincipals(database);
    const commands = createCommands({
      database,
      publisher: { publish: (batch) => publishCounted(bus.bus, metrics, batch) },
      onPublishError: () => {
        // The bus logs and counts by itself, and the relay publishes what was not.
      },
      users: bus.users,
      newId: randomUUID,
    });
    const readiness: Readiness = {
      isDraining: () => draining,
      checks: async () => {
        const [databaseCheck, busCheck] = await Promise.all([
          check(() => database.pool.query('select 1')),
          check(() => bus.bus.ping()),
        ]);
        return { database: databaseCheck, bus: busCheck };
      },
    };
    const http = await createHttpServer({
      database,
      tokens,
      ticketSeal: seal,
      principals,
      sessions: createSessions(database, tokens, principals),
      loginLimit: createLoginLimit(bus.redis),
      intakeDesk: createIntakeDesk({ database, commands, now: Date.now }),
      runCommand: (command, call) => commands.execute(command, call),
      runWrite: (write, call) => commands.write(write, call),
      readiness,
      metrics,
      log,
      webRoot: webRoot(),
      updatesDir: config.updatesDir,
      api: config.roles.has('api'),
      ...(parts.checkAnswers === undefined ? {} : { checkAnswers: parts.checkAnswers }),
    });
    closing.defer(() => closeHttp(http));
    const reads = createWardReads(database);

    let drainSockets = async (): Promise<void> => undefined;
    if (config.roles.has('realtime')) {
      const receipts = createReceipts({
        database,
        commands,
        users: bus.users,
        onError: (error, counts) => {
          const what = counts.lost > 0 ? 'some were given up' : 'they wait';
          log.warn({ err: error, ...counts }, `acknowledgements could not be kept: ${what}`);
        },
      });
      closing.defer(() => receipts.close());
      const realtime = createRealtime({
        settings: config,
        reads,
        bus: bus.bus,
        presence: bus.presence,
        auth: gatewayAuth(database, { tokens, seal, principals }),
        receipts,
        notifications: { reads: createNotificationReads(database), users: bus.users },
        log,
        metrics: metrics.registry,
      });
      realtime.attach(http.app.server);
      closing.defer(() => realtime.close());
      drainSockets = () => realtime.drain();
    }

    if (config.roles.has('relay')) {
      const relay = startRelay({
        database,
        reads,
        bus: bus.bus,
        replayWindowMs: config.replayWindowMs,
        log,
        onRelayed: (events) => metrics.relayedEvents.inc(events),
        rotateEpoch: () => rotateEpoch(database),
      });
      closing.defer(() => relay.close());
    }

    const { mllp } = config;
    let listening: Gateway['mllp'] = null;
    if (mllp !== null && config.roles.has('intake')) {
      const listener = await takingPort('WARDLINE_MLLP_PORT', mllp.host, mllp.port, () =>
        startIntake(mllp, {
          database,
          commands,
          log,
          count: (status) => metrics.intakeMessages.inc({ status }),
          now: Date.now,
        }),
      );
      closing.defer(() => listener.stop(INTAKE_GRACE_MS));
      listening = { host: mllp.host, port: listener.port };
    }

    if (config.roles.has('clock')) {
      const clock = startClock({
        database,
        commands,
        chores: [
          () => removeExpiredCredentials(database),
          async () => {
            const cutoff = new Date(Date.now() - config.intakeKeepDays * DAY_MS);
            const gone = await forgetIntake(database, cutoff);
            if (gone > 0) log.info({ gone }, 'old HL7 messages removed');
          },
        ],
        onError: (error, what) => {
          log.warn({ err: error }, what);
        },
      });
      closing.defer(() => clock.close());
    }
    if (config.demo && config.roles.has('clock')) {
      const shifts = keepRollingShifts(database, log);
      closing.defer(() => shifts.stop());
    }
    return {
      http,
      commands,
      mllp: listening,
      drain: async () => {
        draining = true;
        // A load balancer has to see readiness go before the listener does.
        const seen = sleep(config.drainMinMs, undefined, { ref: false });
        await Promise.all([drainSockets(), seen]);
      },
      close: () => closing.disposeAsync(),
    };
  } catch (error) {
    await closing.disposeAsync();
    throw error;
  }
}

function publishCounted(
  bus: Bus,
  metrics: Metrics,
  batch: readonly CommittedEvents[],
): Promise<void> {
  metrics.eventsPublished.inc(batch.reduce((sum, { events }) => sum + events.length, 0));
  return bus.publish(batch);
}

/** Ends connections as they fall idle: a client keeps its own open for longer than we wait. */
async function closeHttp({ app }: HttpServer): Promise<void> {
  const timer = setInterval(() => {
    app.server.closeIdleConnections();
  }, IDLE_LOOK_MS);
  try {
    await app.close();
  } finally {
    clearInterval(timer);
  }
}

/** dist/web beside package.json, from the sources as well as from the bundle; null: not built. */
function webRoot(): string | null {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) {
    const parent = dirname(folder);
    if (parent === folder) return null;
    folder = parent;
  }
  const built = join(folder, 'dist', 'web');
  return existsSync(join(built, 'index.html')) ? built : null;
}
