import { REFUSED, type CallRefusalCode, type WardlineBridge } from './bridge-channels.ts';
import { desktopResultSchemas, type DesktopCall, type DesktopResult } from './desktop-call.ts';
import { desktopMessageSchema, type DesktopMessage } from './desktop-message.ts';

export type { WardlineBridge } from './bridge-channels.ts';

/** Asks main, or through it the sync host; rejects when the call is refused. */
export async function callOver<C extends DesktopCall>(
  bridge: WardlineBridge,
  call: C,
): Promise<DesktopResult<C>> {
  const answer: unknown = JSON.parse(await bridge.call(JSON.stringify(call)));
  return desktopResultSchemas[call.method].parse(answer) as DesktopResult<C>;
}

/** Whether a call was rejected for that reason. */
export function isRefusal(error: unknown, code: CallRefusalCode): boolean {
  return String(error).includes(`${REFUSED} ${code} `);
}

/** A message of main; null: nothing that this build understands. */
export function readDesktopMessage(json: string): DesktopMessage | null {
  return desktopMessageSchema.safeParse(parseJson(json)).data ?? null;
}

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json) as unknown;
  } catch {
    return null;
  }
}
