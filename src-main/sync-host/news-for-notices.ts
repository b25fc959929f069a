import type { WardKey } from '../../src-shared/contract/ids.ts';
import type { NotificationView, ServerMs, WardView } from '../../src-shared/sync/views.ts';
import { type NewsForNotices, type OpenAlert, unreadNotificationSchema } from './host-messages.ts';

/** What is unacknowledged on these boards and in this list. */
export function newsForNotices(
  board: ReadonlyMap<WardKey, WardView>,
  list: readonly NotificationView[],
  serverNow: ServerMs,
): NewsForNotices {
  return {
    serverNow,
    alerts: [...board.values()].flatMap(openAlerts),
    unread: list.filter(({ isRead }) => !isRead).map((one) => unreadNotificationSchema.parse(one)),
  };
}

function openAlerts({ ward, state }: WardView): OpenAlert[] {
  if (state === null || !('alerts' in state)) return [];
  return state.alerts
    .filter(({ status }) => status === 'unacknowledged' || status === 'returned')
    .map((alert) => ({ ward, wardName: state.name ?? state.wardId, alert }));
}
