import { z } from 'zod';
import { readKeptJson, writeKeptFile } from '../kept-file.ts';

const boundsSchema = z.object({
  x: z.int(),
  y: z.int(),
  width: z.int().min(320),
  height: z.int().min(240),
});
export type Bounds = z.infer<typeof boundsSchema>;

/** A window as it is opened again at the next start. */
export const windowStateSchema = z.object({
  bounds: boundsSchema.nullable(),
  maximized: z.boolean(),
  fullScreen: z.boolean(),
  zoom: z.number().min(0.5).max(3),
  wall: z.boolean(),
  /** What it showed: the part of the address after `#`. */
  place: z.string().max(512),
});
export type WindowState = z.infer<typeof windowStateSchema>;

export const FIRST_WINDOW: WindowState = {
  bounds: null,
  maximized: false,
  fullScreen: false,
  zoom: 1,
  wall: false,
  place: '/',
};
/** More windows than this are not opened again. */
const MAX_WINDOWS = 12;

/** At least the first window; what does not parse is left out. */
export function readWindowStates(path: string): WindowState[] {
  const raw = readKeptJson(path);
  const list: unknown[] = Array.isArray(raw) ? raw.slice(0, MAX_WINDOWS) : [];
  const states = list.flatMap((each) => windowStateSchema.safeParse(each).data ?? []);
  return states.some(({ wall }) => !wall) ? states : [FIRST_WINDOW, ...states];
}

export function writeWindowStates(path: string, states: readonly WindowState[]): void {
  writeKeptFile(path, JSON.stringify(states));
}

/** The bounds if enough of them is on a screen to be found; otherwise null. */
export function visibleBounds(bounds: Bounds | null, screens: readonly Bounds[]): Bounds | null {
  if (bounds === null) return null;
  const isSeen = screens.some((screen) => {
    const width =
      Math.min(bounds.x + bounds.width, screen.x + screen.width) - Math.max(bounds.x, screen.x);
    const height =
      Math.min(bounds.y + bounds.height, screen.y + screen.height) - Math.max(bounds.y, screen.y);
    return width >= 100 && height >= 100;
  });
  return isSeen ? bounds : null;
}
