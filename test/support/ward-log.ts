import { parseWardKey, type WardKey } from '../../src-shared/contract/ids.ts';
import type { Cursor } from '../../src-shared/contract/cursor.ts';
import type { WardEvent } from '../../src-shared/contract/events/ward-event.ts';
import type { LogState } from '../../src-shared/contract/state/log-state.ts';
import type { ApiClient } from './api-client.ts';

interface Page {
  cursor: Cursor;
  events: WardEvent[];
  more: boolean;
}

function pathOf(ward: WardKey): string {
  const { hospitalId, wardId } = parseWardKey(ward);
  return `/api/v1/hospitals/${hospitalId}/wards/${wardId}`;
}

/** A ward as the server tells it at this moment. */
export async function readWard(
  api: ApiClient,
  url: string,
  ward: WardKey,
): Promise<{ cursor: Cursor; state: LogState }> {
  const answer = await api.get<{ cursor: Cursor; state: LogState }>(url, pathOf(ward));
  if (answer.status !== 200) throw new Error(`${ward}: ${JSON.stringify(answer)}`);
  return answer.body;
}

/** A ward's whole log from the first event on, page by page. */
export async function readLog(api: ApiClient, url: string, ward: WardKey): Promise<WardEvent[]> {
  const events: WardEvent[] = [];
  for (let more = true; more;) {
    const after = events.at(-1)?.seq ?? 0;
    const path = `${pathOf(ward)}/events?after=${after}&limit=500`;
    const answer = await api.get<Page>(url, path);
    if (answer.status !== 200) throw new Error(`${ward}: ${JSON.stringify(answer)}`);
    events.push(...answer.body.events);
    more = answer.body.more;
  }
  return events;
}
