import { describe, expect, it } from 'vitest';
import { DOT_PIXELS, dotBitmap } from '../../src-main/notices/dot-bitmap.ts';
import { NoticeBoard } from '../../src-main/notices/notice-board.ts';
import type { OpenAlert, UnreadNotification } from '../../src-main/sync-host/host-messages.ts';
import { alertSchema } from '../../src-shared/contract/state/alert.ts';

const STARTED = Date.UTC(2026, 10, 22, 2, 0);
const UP_MS = 60_000;
const AT = STARTED + UP_MS;
const iso = (ms: number) => new Date(ms).toISOString();
const uuid = (n: number) => `11111111-1111-4111-8111-${String(n).padStart(12, '0')}`;

function alarm(n: number, raisedAt = AT): OpenAlert {
  const alert = alertSchema.parse({
    id: uuid(n),
    ruleId: 'house.required',
    severity: 'critical',
    status: 'unacknowledged',
    raisedAt: iso(raisedAt),
    since: iso(raisedAt),
    facts: {},
    text: '',
    acknowledged: null,
    shelved: null,
    escalation: { since: iso(raisedAt), steps: [] },
  });
  return { ward: 'H1/ICU', wardName: 'Intensive care', alert };
}

function unread(n: number, kind: UnreadNotification['kind'], createdAt = AT): UnreadNotification {
  return {
    id: uuid(n),
    kind,
    title: 'Bed ICU-04',
    ref: null,
    createdAt: iso(createdAt),
    hospitalId: 'H1',
    wardId: 'ICU',
    from: kind === 'message' ? 'Ada' : null,
  };
}

describe('what is unacknowledged', () => {
  const learn = (
    board: NoticeBoard,
    alerts: readonly OpenAlert[],
    list: readonly UnreadNotification[],
    upMs = UP_MS,
  ) => board.learn({ serverNow: STARTED + upMs, alerts: [...alerts], unread: [...list] }, upMs);

  it('is counted, and told once if it came after the start', () => {
    const board = new NoticeBoard();
    const old = learn(board, [alarm(1, STARTED - 1)], [unread(2, 'message', STARTED - 1)]);
    expect(old).toEqual({ notices: [], count: 2 });
    const fresh = learn(board, [alarm(1, STARTED - 1), alarm(3)], [unread(4, 'assignment')]);
    expect(fresh.count).toBe(3);
    expect(fresh.notices.map(({ title }) => title)).toEqual([
      'Staffing alarm in Intensive care',
      'Assigned to you',
    ]);
    expect(learn(board, [alarm(3)], [unread(4, 'assignment')]).notices).toEqual([]);
  });

  it('is not told again by a sync host that was started again, empty first', () => {
    const board = new NoticeBoard();
    learn(board, [alarm(1)], []);
    expect(learn(board, [], [])).toEqual({ notices: [], count: 0 });
    expect(learn(board, [alarm(1)], []).notices).toEqual([]);
  });

  it('is told as one where it is much at once', () => {
    const board = new NoticeBoard();
    const many = [1, 2, 3, 4];
    const { notices } = learn(
      board,
      many.map((n) => alarm(n)),
      many.map((n) => unread(10 + n, 'message')),
    );
    expect(notices.map(({ title }) => title)).toEqual([
      '4 new staffing alarms',
      '4 new notifications',
    ]);
  });

  it.each([
    ['alarm', [alarm(1)], [], ['Show the ward', 'Acknowledge'], 'H1/ICU'],
    ['message', [], [unread(1, 'message')], ['Yes', 'No', 'Call me'], 'H1/ICU'],
    ['assignment', [], [unread(1, 'assignment')], ['Got it', 'Show the ward'], 'H1/ICU'],
    ['alert', [], [unread(1, 'alert')], ['Show the ward'], 'H1/ICU'],
    ['system', [], [unread(1, 'system')], ['Got it'], 'H1/ICU'],
  ] as const)('has the buttons of its kind: %s', (_kind, alerts, list, buttons, ward) => {
    const [notice] = learn(new NoticeBoard(), alerts, list).notices;
    expect(notice?.actions.map(({ text }) => text)).toEqual(buttons);
    expect(notice?.ward).toBe(ward);
  });
});

it('is a round dot over the icon of a taskbar', () => {
  const dot = dotBitmap();
  const alphaAt = (x: number, y: number) => dot[(y * DOT_PIXELS + x) * 4 + 3];
  expect(dot).toHaveLength(DOT_PIXELS * DOT_PIXELS * 4);
  expect([alphaAt(0, 0), alphaAt(8, 8), alphaAt(15, 0)]).toEqual([0, 255, 0]);
});
