import {
  HOUSE_WARD_ID,
  parseWardKey,
  wardKey,
  type WardKey,
} from '../../../src-shared/contract/ids.ts';
import type { NotificationAnswer } from '../../../src-shared/contract/notifications.ts';
import type { SessionUser } from '../../../src-shared/contract/session.ts';
import type { LogState } from '../../../src-shared/contract/state/log-state.ts';
import { logsAfter } from '../../../src-shared/domain/board-after.ts';
import { isHouse } from '../../../src-shared/domain/log/log-kind.ts';
import type { Command } from '../../../src-shared/sync/command.ts';
import { predict } from '../../../src-shared/sync/predict.ts';
import { Cell } from '../../../src-shared/sync/readable.ts';
import type {
  CommandOutcome,
  ConnectionView,
  Freshness,
  NotificationView,
  PendingView,
  Problem,
  SessionView,
  WardView,
} from '../../../src-shared/sync/views.ts';
import { newId } from '../../../src-renderer/app/new-id.ts';
import type { Host } from '../../../src-renderer/host/host.ts';

export interface FakeHostOptions {
  readonly user: SessionUser | null;
  readonly states: readonly LogState[];
  readonly hospitals?: readonly { readonly id: string; readonly name: string }[];
  readonly now: () => number;
  /** What reads of the API answer, by the beginning of their path. */
  readonly reads?: ReadonlyMap<string, unknown>;
}

export type FakeHost = Host & {
  readonly setFreshness: (ward: WardKey, freshness: Freshness) => void;
  readonly connectionCell: Cell<ConnectionView>;
  readonly sessionCell: Cell<SessionView>;
  readonly pendingCell: Cell<readonly PendingView[]>;
  readonly setState: (ward: WardKey, state: LogState | null) => void;
  readonly notificationsCell: Cell<readonly NotificationView[]>;
  readonly executed: Command[];
};

/**
 * A host without a server, for looking at screens and for component tests: commands run at once, by
 * the domain's own transitions; what they do not allow is refused.
 */
export function createFakeHost(options: FakeHostOptions): FakeHost {
  const first = new Map(options.states.map((state) => [wardKey(state), state]));
  const states = new Map<WardKey, Cell<LogState | null>>();
  const freshness = new Map<WardKey, Cell<Freshness>>();
  const board = new Cell<ReadonlyMap<WardKey, WardView>>(new Map());
  const connectionCell = new Cell<ConnectionView>({ phase: 'open', silent: false });
  const pendingCell = new Cell<readonly PendingView[]>([]);
  const notificationsCell = new Cell<readonly NotificationView[]>([]);
  const markNotification = (id: string, answer: NotificationAnswer | null): void => {
    const list = notificationsCell.get();
    notificationsCell.set(
      list.map((one) =>
        one.id === id ? { ...one, isRead: true, answer: answer ?? one.answer, refused: null } : one,
      ),
    );
  };
  const user = options.user;
  const sessionCell = new Cell<SessionView>(
    user ? { status: 'signed-in', user } : { status: 'signed-out', reason: 'never-signed-in' },
  );
  const executed: Command[] = [];
  const stateCell = (ward: WardKey) => cellOf(states, ward, () => first.get(ward) ?? null);
  const freshnessCell = (ward: WardKey) =>
    cellOf(freshness, ward, (): Freshness => ({ kind: 'live' }));

  const refresh = () => {
    const views = new Map<WardKey, WardView>();
    for (const ward of first.keys()) {
      const view = {
        ward,
        state: stateCell(ward).get(),
        cursor: null,
        freshness: freshnessCell(ward).get(),
      };
      const last = board.get().get(ward);
      const isSame = last && last.state === view.state && last.freshness === view.freshness;
      views.set(ward, isSame ? last : view);
    }
    board.set(views);
  };
  refresh();

  const run = (command: Command, commandId: string): CommandOutcome => {
    const logs = new Map<WardKey, LogState>();
    for (const ward of first.keys()) {
      const state = stateCell(ward).get();
      if (state) logs.set(ward, state);
    }
    const at = new Date(options.now()).toISOString();
    const drafts = predict(command, logs, { actor: user?.id ?? 'nobody', at, commandId });
    if (!drafts) return { status: 'refused', problem: problemOf(command, logs) };
    for (const [ward, state] of logsAfter(logs, drafts)) stateCell(ward).set(state);
    refresh();
    return { status: 'done', cursors: null, answer: null };
  };

  return {
    session: sessionCell,
    connection: connectionCell,
    pending: pendingCell,
    board,
    sessionCell,
    connectionCell,
    pendingCell,
    notifications: notificationsCell,
    notificationsCell,
    readNotification: (id) => {
      markNotification(id, null);
    },
    answerNotification: markNotification,
    executed,
    signIn: async ({ username }) => {
      if (user && username === user.id) {
        sessionCell.set({ status: 'signed-in', user });
        return { ok: true };
      }
      const sentence = 'User name and password do not match.';
      return { ok: false, problem: { code: 'bad_credentials', status: 401, sentence } };
    },
    signOut: async () => {
      sessionCell.set({ status: 'signed-out', reason: 'signed-out' });
    },
    hospitals: async () => ({
      ok: true,
      value: options.hospitals ?? [{ id: 'H1', name: "St Anne's" }],
    }),
    wards: async (hospitalId) => ({
      ok: true,
      value: [...first.values()].flatMap((state) =>
        isHouse(state) || state.hospitalId !== hospitalId
          ? []
          : [
              {
                id: state.wardId,
                hospitalId,
                name: state.name ?? state.wardId,
                unitType: state.unitType ?? '',
              },
            ],
      ),
    }),
    setup: async (request, schema) => {
      const found = [...(options.reads ?? [])]
        .filter(([path]) => request.path.startsWith(path))
        .sort(([a], [b]) => b.length - a.length)[0];
      const parsed = schema.safeParse(found?.[1]);
      if (found !== undefined && parsed.success) return { ok: true, value: parsed.data };
      const sentence = parsed.error?.message.slice(0, 200) ?? 'There is no server here.';
      return { ok: false, problem: { code: 'unreachable', status: 0, sentence } };
    },
    watch: () => () => undefined,
    state: stateCell,
    freshness: freshnessCell,
    lastHeardMs: () => 300,
    serverNow: options.now,
    execute: (command) => {
      executed.push(command);
      const commandId = newId();
      return { commandId, outcome: Promise.resolve(run(command, commandId)) };
    },
    resolve: () => undefined,
    amend: async () => true,
    reorder: async () => true,
    dismiss: () => undefined,
    close: async () => undefined,
    setFreshness: (ward, value) => {
      freshnessCell(ward).set(value);
      refresh();
    },
    setState: (ward, state) => {
      stateCell(ward).set(state);
      refresh();
    },
  };
}

function cellOf<T>(cells: Map<WardKey, Cell<T>>, ward: WardKey, make: () => T): Cell<T> {
  const known = cells.get(ward);
  if (known) return known;
  const cell = new Cell(make());
  cells.set(ward, cell);
  return cell;
}

/** Why the domain said no, as far as a fake needs to know. */
function problemOf(command: Command, logs: ReadonlyMap<WardKey, LogState>): Problem {
  if (command.kind === 'assign-nurse') {
    const home = [...logs].find(([, log]) =>
      log.nurses.some((one) => one.id === command.body.nurseId),
    );
    const where = home ? parseWardKey(home[0]).wardId : HOUSE_WARD_ID;
    if (where !== command.body.wardId) {
      return {
        code: 'nurse_elsewhere',
        status: 409,
        sentence: `The nurse is on shift in ${where}.`,
      };
    }
    return {
      code: 'nurse_already_assigned',
      status: 409,
      sentence: 'The nurse already has this assignment.',
    };
  }
  return { code: 'bed_occupied', status: 409, sentence: 'Another patient is in that bed.' };
}
