import { beforeEach, describe, expect, it } from 'vitest';
import { QuietMoment } from '../../src-main/updates/quiet-moment.ts';
import type { AlertStatus } from '../../src-shared/contract/state/alert.ts';
import type { WardKey } from '../../src-shared/contract/ids.ts';
import type { OpenAlert } from '../../src-main/sync-host/host-messages.ts';

const ICU = 'H1/ICU' as WardKey;
const ED = 'H1/ED' as WardKey;

let changes: number;
let moment: QuietMoment;
beforeEach(() => {
  changes = 0;
  moment = new QuietMoment(() => {
    changes += 1;
  });
});

const alarm = (ward: WardKey, status: AlertStatus = 'unacknowledged') => ({
  ward,
  alert: { status } as OpenAlert['alert'],
});
/** What each of two windows is told. */
const both = () => [moment.disturbance(1), moment.disturbance(2)];

describe('a moment', () => {
  it('is quiet where nothing waits', () => {
    expect(both()).toEqual([null, null]);
    moment.watches(1, [ICU]);
    moment.told({ waiting: 0, alerts: [] });
    expect(both()).toEqual([null, null]);
  });

  it('is not, for any window, while something waits to be sent', () => {
    moment.told({ waiting: 1, alerts: [] });
    expect(both()).toEqual(['waiting', 'waiting']);
    moment.told({ waiting: 0, alerts: [] });
    expect(both()).toEqual([null, null]);
  });

  it('is not, for any window, while an alarm on one of them waits to be seen', () => {
    moment.watches(1, [ICU]);
    moment.watches(2, [ED]);
    moment.told({ waiting: 0, alerts: [alarm(ED)] });
    expect(both()).toEqual(['alarms', 'alarms']);
    // A ward that nobody here looks at is somebody else's.
    moment.gone(2);
    expect(moment.disturbance(1)).toBeNull();
    moment.watches(1, [ICU, ED]);
    expect(moment.disturbance(1)).toBe('alarms');
    // It was seen, though the shortfall may go on.
    moment.told({ waiting: 0, alerts: [alarm(ED, 'returned')] });
    expect(moment.disturbance(1)).toBeNull();
  });

  it('is not for the other windows while one has a dialog open', () => {
    moment.dialog(2, true);
    expect(both()).toEqual(['dialog', null]);
    moment.dialog(1, true);
    expect(both()).toEqual(['dialog', 'dialog']);
    moment.dialog(1, false);
    // The page of the other is loaded anew, or it is closed.
    moment.gone(2);
    expect(both()).toEqual([null, null]);
  });

  it('is told of when it differs, and only then', () => {
    moment.watches(1, [ICU]);
    moment.told({ waiting: 0, alerts: [alarm(ED)] });
    const before = changes;
    moment.told({ waiting: 0, alerts: [] });
    expect(changes).toBe(before);
    moment.told({ waiting: 2, alerts: [] });
    moment.told({ waiting: 1, alerts: [] });
    expect(changes).toBe(before + 1);
    moment.dialog(1, true);
    moment.dialog(1, true);
    expect(changes).toBe(before + 2);
  });
});
