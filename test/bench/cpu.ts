import { readdir, readFile } from 'node:fs/promises';

/** Clock ticks a second in /proc; Linux has reported 100 on every architecture for twenty years. */
const TICKS = 100;

/** CPU seconds (user and system) that a process and its descendants have used so far. Linux only. */
export async function cpuSecondsOf(root: number): Promise<number> {
  const all = await readProcesses();
  let ticks = 0;
  const open = [root];
  for (let pid = open.pop(); pid !== undefined; pid = open.pop()) {
    // What has ended and been waited for stands in its parent's figures.
    ticks += all.get(pid)?.ticks ?? 0;
    for (const [child, { parent }] of all) if (parent === pid) open.push(child);
  }
  return ticks / TICKS;
}

interface Process {
  readonly parent: number;
  readonly ticks: number;
}

async function readProcesses(): Promise<ReadonlyMap<number, Process>> {
  const names = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    names.map(async (name): Promise<[number, Process] | null> => {
      const stat = await readFile(`/proc/${name}/stat`, 'utf8').catch(() => '');
      // The command's name stands in parentheses and may hold anything.
      const fields = stat
        .slice(stat.lastIndexOf(')') + 2)
        .split(' ')
        .map(Number);
      const [parent, ...rest] = fields.slice(1);
      if (parent === undefined) return null;
      // user, system, and both of the children waited for: fields 14 to 17 of proc(5).
      const ticks = rest.slice(9, 13).reduce((sum, value) => sum + value, 0);
      return [Number(name), { parent, ticks }];
    }),
  );
  return new Map(found.filter((one) => one !== null));
}
