import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import type { LoadAsk, LoadReport } from '../delivery/asks.ts';
import { cast, pin } from '../delivery/cast.ts';
import { castWriter } from '../delivery/measure.ts';
import { cpuSeconds } from '../delivery/usage.ts';
import { openWardStage, type WardStage } from '../delivery/ward-stage.ts';
import { printTable } from '../figures.ts';

const CLIENTS = Number(process.env['BENCH_CLIENTS'] ?? 2_000);
const WARDS = 50;
const MISSED = 200;
const EVENTS_PER_SECOND = 2_000;

/**
 * All clients drop, 200 events pass in each ward, and all come back in the same moment with their
 * tickets in hand: by delta from the window, and once more with a window that lost its memory.
 */
export async function storm(): Promise<void> {
  const stage = await openWardStage(WARDS, CLIENTS);
  const writer = await castWriter(stage);
  const gateway = await stage.gateway();
  pin(gateway.pid, 0);
  const load = cast<LoadAsk, LoadReport>('./load.ts', 1);
  const rows: Record<string, string>[] = [];
  try {
    const isCounted = await countsQueries(stage);
    const { port } = gateway;
    await load.ask(
      { do: 'connect', kind: 'wardline', port, clients: stage.clients, atOnce: 128 },
      600_000,
    );
    for (const isWindowEmpty of [false, true]) {
      await load.ask({ do: 'cut' });
      // The wards' channels are left after a while: nothing is kept in the process either.
      await sleep(6_000);
      const seconds = (WARDS * MISSED) / EVENTS_PER_SECOND;
      await writer.ask({
        do: 'write',
        kind: 'wardline',
        port: 0,
        perSecond: EVENTS_PER_SECOND,
        seconds,
        wards: WARDS,
      });
      if (isWindowEmpty) await flush(stage);
      await load.ask({ do: 'tickets' }, 25_000);
      if (isCounted) await stage.database.query('select pg_stat_statements_reset()');
      const before = cpuSeconds(gateway.pid);
      const { live, tookMs, gaps } = await load.ask({ do: 'return', cursors: true }, 240_000);
      const cpu = cpuSeconds(gateway.pid) - before;
      rows.push({
        what: isWindowEmpty ? 'window lost' : 'by delta',
        live: `${live} of ${CLIENTS}`,
        'all live after': `${(tookMs / 1_000).toFixed(2)} s`,
        'gateway CPU a client': `${((cpu * 1_000) / CLIENTS).toFixed(2)} ms`,
        gaps: String(gaps),
        'queries (heads, rights, tickets, snapshots)': isCounted
          ? await queries(stage)
          : 'not counted',
        'recoveries so far': recoveries(await metricsOf(gateway.url)),
      });
    }
    printTable(`${CLIENTS} clients come back at once, ${MISSED} events missed a ward`, rows);
  } finally {
    await load.stop();
    await writer.stop();
    await gateway.kill9();
    await stage.close();
  }
}

/** Only where the server was started with the extension's library. */
async function countsQueries(stage: WardStage): Promise<boolean> {
  const [row] = await stage.database.query<{ loaded: string }>(
    `select current_setting('shared_preload_libraries') as loaded`,
  );
  if (row?.loaded.includes('pg_stat_statements') !== true) return false;
  await stage.database.query('create extension if not exists pg_stat_statements');
  return true;
}

async function flush(stage: WardStage): Promise<void> {
  const redis = new Redis(stage.redis.url);
  await redis.flushall();
  redis.disconnect();
}

/** How often each kind of query ran since the reset. */
async function queries(stage: WardStage): Promise<string> {
  const kinds = await stage.database.query<{ kind: string; calls: number }>(
    `select kind, sum(calls)::int as calls from (
       select calls, case
         when query like '%realtime_ticket%' then 'tickets'
         when query like '%session_family%' then 'rights'
         when query like '%bed%' and query like '%stay%' then 'snapshots'
         when query ~ 'from ward' then 'heads'
         else 'other' end as kind
       from pg_stat_statements s join pg_database d on d.oid = s.dbid
       where d.datname = current_database() and query !~* '^(begin|commit|rollback|set|select (set_config|pg_stat))') q
     group by 1 order by 1`,
  );
  return kinds.map(({ kind, calls }) => `${kind} ${calls}`).join(', ');
}

async function metricsOf(url: string): Promise<string> {
  return (await fetch(`${url}/metrics`)).text();
}

function recoveries(metrics: string): string {
  const found = [
    ...metrics.matchAll(/^wardline_recoveries_total\{kind="(\w+)",cause="(\w+)"\} (\d+)/gm),
  ];
  return found
    .map(([, kind, cause, count]) => `${kind ?? ''}/${cause ?? ''} ${count ?? ''}`)
    .join(', ');
}
