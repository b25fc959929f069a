import { readdirSync, readFileSync } from 'node:fs';
import type { TestDatabase } from '../../support/postgres.ts';

const TICKS_A_SECOND = 100;
const PAGE = 4096;

/** User and system time of a process so far, in seconds. `withEnded`: and of its ended children. */
export function cpuSeconds(pid: number, withEnded = false): number {
  const fields = statOf(pid);
  const of = (at: number): number => Number(fields[at] ?? 0);
  return (of(11) + of(12) + (withEnded ? of(13) + of(14) : 0)) / TICKS_A_SECOND;
}

/** Resident memory of a process, in bytes. */
export function residentBytes(pid: number): number {
  const pages = readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1];
  return Number(pages) * PAGE;
}

/** The time of a PostgreSQL server and all its backends so far, in seconds. */
export async function postgresCpu(database: TestDatabase): Promise<() => number> {
  const [row] = await database.query<{ pid: number }>('select pg_backend_pid() as pid');
  // The backend that answered is gone by now; any other one has the same parent.
  const [other] = await database.query<{ pid: number }>(
    `select pid from pg_stat_activity where backend_type = 'checkpointer'`,
  );
  const postmaster = Number(statOf(other?.pid ?? row?.pid ?? 0)[1]);
  return () => {
    let sum = cpuSeconds(postmaster, true);
    for (const pid of childrenOf(postmaster)) sum += cpuSeconds(pid);
    return sum;
  };
}

function childrenOf(parent: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => Number(statOf(pid)[1]) === parent);
}

/** The fields of /proc/PID/stat behind the name, which may hold anything; none for a process gone. */
function statOf(pid: number): string[] {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return [];
  }
}
