import { setTimeout as sleep } from 'node:timers/promises';
import { createGateway, type Gateway } from './app.ts';
import { openBus, type OpenedBus } from './bus/open-bus.ts';
import { parseRedisAddress } from './bus/redis-address.ts';
import { readConfig, type Config } from './config/config.ts';
import { isLoopbackHost } from './config/loopback.ts';
import { configFault, EXIT, StartFault, unavailableFault } from './config/start-fault.ts';
import type { Database } from './db/database.ts';
import { takeGatewayLock } from './db/gateway-lock.ts';
import { requireIntakeFiles } from './intake/start-intake.ts';
import { startDemoFeed } from './demo-feed.ts';
import { demoBanner } from './demo/demo-banner.ts';
import { isDemoDatabase, seedDemo } from './demo/seed-demo.ts';
import { requireFreePort, takingPort } from './listen.ts';
import { createLog, type Log } from './observability/log.ts';
import { createMetrics } from './observability/metrics.ts';
import { collectAll, markInSmallSteps } from './realtime/garbage-collection.ts';
import { openInstallation, reachServer, withoutPassword } from './storage.ts';

const LOCK_WITHIN_MS = 3_000;
/** Connections that wait for their handshake: a ward of tablets comes back at once. */
const BACKLOG = 4_096;
const REDIS_WITHIN_MS = 5_000;

/**
 * Runs a gateway in the foreground until SIGTERM or SIGINT; a second signal cuts the drain short.
 * @param entry the script that the demo's feed is started with
 * @returns the exit code; a line about a start that failed went to standard error
 */
export async function runGateway(env: NodeJS.ProcessEnv, entry: string): Promise<number> {
  const stop = stopSignals();
  const opened = new AsyncDisposableStack();
  try {
    const config = readConfig(env);
    const log = createLog(config.logLevel);
    const { gateway, lost } = await start(config, log, opened, entry);
    const why = await Promise.race([stop.first, lost]);
    log.info({ why }, 'stopping');
    await Promise.race([gateway.drain(), stop.second]);
    return why === 'lock lost' ? EXIT.unavailable : 0;
  } catch (error) {
    if (!(error instanceof StartFault)) throw error;
    process.stderr.write(`wardline: ${error.message}\n`);
    return error.exitCode;
  } finally {
    await opened.disposeAsync();
    stop.forget();
  }
}

/** Opens everything in order; what is open is closed by `opened`, the last first. */
async function start(
  config: Config,
  log: Log,
  opened: AsyncDisposableStack,
  entry: string,
): Promise<{ gateway: Gateway; lost: Promise<'lock lost'> }> {
  if (config.mllp !== null && config.roles.has('intake')) await requireIntakeFiles(config.mllp);
  await requirePorts(config);
  const metrics = createMetrics({
    databasePool: () => ({
      total: database.pool.totalCount,
      idle: database.pool.idleCount,
      waiting: database.pool.waitingCount,
    }),
  });
  // Before PostgreSQL is touched: a start that fails leaves nothing changed.
  const bus = await reachBus(config, log, (operation) => metrics.busErrors.inc({ operation }));
  opened.defer(() => bus.bus.close());
  const server = await reachServer(config, (line) => {
    log.info(line);
  });
  let ours = server.embedded?.adopted === false;
  opened.defer(async () => {
    if (ours) await server.embedded?.stop();
  });

  const lost = Promise.withResolvers<'lock lost'>();
  const lock = await takeGatewayLock(server.url, {
    mode: config.redisUrl === null || server.embedded !== null ? 'alone' : 'shared',
    withinMs: LOCK_WITHIN_MS,
    onLost: () => {
      lost.resolve('lock lost');
    },
  });
  if (lock === null) {
    throw new StartFault(
      EXIT.unavailable,
      'another gateway works on this database; several need a common REDIS_URL',
    );
  }
  opened.defer(() => lock.release());
  // Nobody else is using the server that was left behind here.
  ours = server.embedded !== null;

  const database = await openInstallation(server, log);
  opened.defer(() => database.close());
  if (config.demo) await seedDemo(database);
  else await refuseDemoBeyondLoopback(config, database);

  const gateway = await createGateway(config, { database, bus, metrics, log });
  opened.defer(() => gateway.close());
  markInSmallSteps();
  collectAll();
  const url = await listen(config, gateway);
  log.info({ url, roles: [...config.roles] }, 'ready');
  if (config.demo) process.stdout.write(demoBanner(url));
  if (config.demoFeed && gateway.mllp !== null) {
    const feed = startDemoFeed({ entry, url, mllp: gateway.mllp, databaseUrl: server.url, log });
    opened.defer(() => feed.stop());
  }
  return { gateway, lost: lost.promise };
}

/** Whoever knows the demo's passwords would be everybody's dispatcher. */
async function refuseDemoBeyondLoopback(config: Config, database: Database): Promise<void> {
  if (isLoopbackHost(config.host) || !(await isDemoDatabase(database))) return;
  throw configFault(
    'HOST',
    'this database has the demo’s users, and they sign in on loopback only',
  );
}

async function requirePorts(config: Config): Promise<void> {
  await requireFreePort('PORT', config.host, config.port);
  if (config.mllp === null || !config.roles.has('intake')) return;
  await requireFreePort('WARDLINE_MLLP_PORT', config.mllp.host, config.mllp.port);
}

/** @returns the address for people and for the feed */
async function listen(config: Config, gateway: Gateway): Promise<string> {
  const { host, port } = config;
  const { app } = gateway.http;
  await takingPort('PORT', host, port, () => app.listen({ host, port, backlog: BACKLOG }));
  const bound = app.server.address();
  const shown = host.includes(':') ? `[${host}]` : host;
  return `http://${shown}:${String(typeof bound === 'object' && bound !== null ? bound.port : port)}`;
}

/** @throws StartFault (69) when Redis does not answer within a bounded time, (78) for its address */
async function reachBus(
  config: Config,
  log: Log,
  onError: (operation: string) => void,
): Promise<OpenedBus> {
  const { redisUrl, replayWindowMs } = config;
  checkRedisAddress(redisUrl);
  // Whoever cannot start says so in one line, not in the bus's warnings.
  const busLog = log.child({}, { level: 'silent' });
  // What the client says of its own queues helps nobody at a terminal; what Redis says does.
  let why = 'does not answer';
  const opened = openBus({
    ...{ redisUrl, replayWindowMs, log: busLog },
    onError: (operation, error) => {
      if (error.name === 'ReplyError') why = error.message;
      onError(operation);
    },
  });
  for (const deadline = performance.now() + REDIS_WITHIN_MS; ;) {
    try {
      const late = sleep(2_000, undefined, { ref: false }).then(() => {
        throw new Error('no answer');
      });
      await Promise.race([opened.bus.ping(), late]);
      busLog.level = log.level;
      return opened;
    } catch {
      if (performance.now() >= deadline) {
        await opened.bus.close().catch(() => undefined);
        throw unavailableFault(`Redis at ${withoutPassword(redisUrl ?? '')}`, why);
      }
      await sleep(250);
    }
  }
}

function checkRedisAddress(redisUrl: string | null): void {
  if (redisUrl === null) return;
  try {
    parseRedisAddress(redisUrl);
  } catch {
    throw configFault('REDIS_URL', 'is not an address of Redis');
  }
}

interface StopSignals {
  readonly first: Promise<string>;
  readonly second: Promise<void>;
  forget(): void;
}

function stopSignals(): StopSignals {
  const first = Promise.withResolvers<string>();
  const second = Promise.withResolvers<void>();
  let seen = 0;
  const note = (signal: string): void => {
    seen += 1;
    if (seen === 1) first.resolve(signal);
    else second.resolve();
  };
  process.on('SIGTERM', note);
  process.on('SIGINT', note);
  return {
    first: first.promise,
    second: second.promise,
    forget: () => {
      process.off('SIGTERM', note);
      process.off('SIGINT', note);
    },
  };
}
