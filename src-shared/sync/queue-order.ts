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

/** The first command before this one that it has to wait for; null: none. */
export function waitsBehind(entries: readonly KeptCommand[], kept: KeptCommand): string | null {
  const earlier = entries.slice(0, entries.indexOf(kept));
  const first = earlier.find(
    ({ standing, objects, seenIn }) =>
      (standing.status === 'queued' || standing.status === 'question') &&
      seenIn.length === 0 &&
      objects.some((object) => kept.objects.includes(object)),
  );
  return first?.commandId ?? null;
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
