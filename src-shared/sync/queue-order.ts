import type { KeptCommand } from './kept-command.ts';

/**
 * The queue with one command moved before another one, or (`before` null) to its end; null where
 * that may not be (docs/sync.md, P15): it was sent, it would overtake what was sent or asked about
 * the same object, or it would change places with the command that makes what it is about.
 */
export function reordered(
  entries: readonly KeptCommand[],
  commandId: string,
  before: string | null,
): readonly KeptCommand[] | null {
  const from = entries.findIndex((kept) => kept.commandId === commandId);
  const moved = entries[from];
  if (moved === undefined || !isChangeable(moved) || commandId === before) return null;
  const rest = entries.filter((kept) => kept !== moved);
  const to = before === null ? rest.length : rest.findIndex((kept) => kept.commandId === before);
  if (to < 0) return null;
  const passed = rest.slice(Math.min(from, to), Math.max(from, to));
  if (!passed.every((kept) => mayPass(moved, kept))) return null;
  return [...rest.slice(0, to), moved, ...rest.slice(to)];
}

/** Never sent, so that nobody but this device knows of it: its contents and its place may change. */
export function isChangeable({ standing, attempts }: KeptCommand): boolean {
  return standing.status === 'queued' && attempts === 0;
}

/**
 * For each command that has to wait: the first one before it about the same object, by ids. A
 * command that is not here waits for none.
 */
export function whoWaits(entries: readonly KeptCommand[]): ReadonlyMap<string, string> {
  const waits = new Map<string, string>();
  /** The place of the first open command about each object. */
  const firstAbout = new Map<string, number>();
  for (const [place, { commandId, objects, standing, seenIn }] of entries.entries()) {
    const first = Math.min(...objects.map((object) => firstAbout.get(object) ?? Infinity));
    const ahead = entries[first];
    if (ahead !== undefined) waits.set(commandId, ahead.commandId);
    const isOpen = standing.status === 'queued' || standing.status === 'question';
    if (!isOpen || seenIn.length > 0) continue;
    for (const object of objects) if (!firstAbout.has(object)) firstAbout.set(object, place);
  }
  return waits;
}

function mayPass(a: KeptCommand, b: KeptCommand): boolean {
  const shared = a.objects.filter((object) => b.objects.includes(object));
  if (shared.length === 0) return true;
  return isChangeable(b) && !shared.some((object) => object === madeBy(a) || object === madeBy(b));
}

/** The name of what a command makes, as `objectsOf` gives it; null: it makes nothing. */
function madeBy({ command }: KeptCommand): string | null {
  if (command.kind === 'admit-stay') return `stay:${command.body.id ?? ''}`;
  if (command.kind === 'assign-nurse') return `assignment:${command.body.id ?? ''}`;
  return null;
}
