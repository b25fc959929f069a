import {
  CALL_REFUSALS,
  MAX_CALL_CHARACTERS,
  REFUSED,
  type CallRefusalCode,
} from '../../src-shared/ipc/bridge-channels.ts';
import {
  CALLS_WHILE_LOCKED,
  desktopCallSchema,
  desktopResultSchemas,
  type DesktopCall,
} from '../../src-shared/ipc/desktop-call.ts';
import { isOurPage } from './our-pages.ts';

/** Who asks, as main sees it, not as the asker says. */
export interface Sender {
  /** One of the windows that main has opened itself, and not closed. */
  readonly isOurWindow: boolean;
  readonly isTopFrame: boolean;
  /** Address of the frame. */
  readonly url: string;
  readonly isWall: boolean;
}

export type HeardCall =
  | { readonly ok: true; readonly call: DesktopCall }
  | { readonly ok: false; readonly code: CallRefusalCode; readonly detail: string };

/** A display on a wall has nobody at it: it does nothing, and there is nothing to lock. */
const CALLS_OF_A_WALL: ReadonlySet<string> = new Set([
  'hello',
  'watch',
  'wake',
  'hospitals',
  'wards',
  'full-screen',
  'zoom',
  'close-window',
  'dialog',
]);

/** Judges one call, the sender first: what a stranger says is not even read. */
export function hearCall(sender: Sender, json: unknown, isLocked: boolean): HeardCall {
  if (!sender.isOurWindow || !sender.isTopFrame || !isOurPage(sender.url)) {
    return refused('untrusted_sender', sender.url);
  }
  if (typeof json !== 'string') return refused('not_json', typeof json);
  if (json.length > MAX_CALL_CHARACTERS) return refused('too_large', String(json.length));
  const raw = parseJson(json);
  if (raw === undefined) return refused('not_json', '');
  const method = methodOf(raw);
  if (!Object.hasOwn(desktopResultSchemas, method)) return refused('unknown_call', method);
  const parsed = desktopCallSchema.safeParse(raw);
  // Paths of faults only: values may be a patient's.
  if (!parsed.success) {
    const paths = parsed.error.issues.map(({ path }) => path.join('.'));
    return refused('invalid_call', `${method}: ${paths.join(', ')}`);
  }
  const { data: call } = parsed;
  if (isLocked && !sender.isWall && !CALLS_WHILE_LOCKED.has(call.method))
    return refused('locked', call.method);
  if (sender.isWall && !CALLS_OF_A_WALL.has(call.method)) return refused('wall', call.method);
  return { ok: true, call };
}

/** What the window's promise is rejected with. */
export function refusalError(code: CallRefusalCode): Error {
  return new Error(`${REFUSED} ${code} (${CALL_REFUSALS[code]})`);
}

function refused(code: CallRefusalCode, detail: string): HeardCall {
  return { ok: false, code, detail: detail.slice(0, 200) };
}

function methodOf(raw: unknown): string {
  if (typeof raw !== 'object' || raw === null || !('method' in raw)) return '';
  return typeof raw.method === 'string' ? raw.method : '';
}

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json) as unknown;
  } catch {
    return undefined;
  }
}
