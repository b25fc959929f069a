import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type AlarmMemory,
  alarmStep,
  type AlarmStep,
} from '../../../src-shared/domain/staffing/alarms.ts';
import {
  evaluateStaffingRules,
  nextStaffingChange,
} from '../../../src-shared/domain/staffing/evaluate-staffing.ts';
import type { WardFinding } from '../../../src-shared/domain/staffing/evaluate-ward.ts';
import { DEFAULT_PACK, SHIPPED_PACKS } from '../../../src-shared/domain/staffing/packs.ts';
import { asNurse, aStay, aWard, DAY, NOON, onDuty } from '../support/board-fixture.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOLD = SHIPPED_PACKS.california.body.alarms.ratio.holdMs;
const CLEAR = SHIPPED_PACKS.california.body.alarms.ratio.clearMs;
const after = (ms: number) => new Date(Date.parse(NOON) + ms).toISOString();

function shortBy(short: number, rest: Partial<WardFinding> = {}): WardFinding {
  return {
    ruleId: 'california.ratio',
    severity: 'critical',
    facts: { short },
    text: `${short} short`,
    holdMs: HOLD,
    waived: null,
    ...rest,
  };
}

const OK: readonly WardFinding[] = [];
const SHORT = [shortBy(1)];

/** Steps through what was found at which time; what was done at each. */
function run(inputs: readonly (readonly [ms: number, findings: readonly WardFinding[]])[]) {
  let memory: AlarmMemory = new Map();
  let last: AlarmStep | null = null;
  const done = inputs.map(([ms, findings]) => {
    last = alarmStep(memory, findings, after(ms), DEFAULT_PACK);
    ({ memory } = last);
    return last.actions.map(({ does }) => does).join() || '-';
  });
  return { done, last: last as AlarmStep | null };
}

it('the shipped times are those these tests speak of', () => {
  expect([HOLD, CLEAR]).toEqual([30 * SECOND, MINUTE]);
});

describe('an alert', () => {
  it('is raised once the rule has been broken for its hold time, not before', () => {
    const first = alarmStep(new Map(), SHORT, NOON, DEFAULT_PACK);
    expect(first).toMatchObject({ actions: [], nextAt: after(HOLD) });
    const early = alarmStep(first.memory, SHORT, after(HOLD - 1), DEFAULT_PACK);
    expect(early).toMatchObject({ actions: [], nextAt: after(HOLD) });
    const due = alarmStep(early.memory, SHORT, after(HOLD), DEFAULT_PACK);
    expect(due).toMatchObject({
      actions: [{ does: 'raise', since: NOON, finding: SHORT[0] }],
      nextAt: null,
    });
    expect(due.memory.get('california.ratio')).toEqual({
      since: NOON,
      clearSince: null,
      waivedSince: null,
      waived: false,
      raised: { severity: 'critical', facts: { short: 1 } },
    });
  });

  it('is cleared once the rule has been kept for its clear time, not before', () => {
    const { done, last } = run([
      [0, SHORT],
      [HOLD, SHORT],
      [2 * MINUTE, OK],
      [2 * MINUTE + CLEAR - 1, OK],
      [2 * MINUTE + CLEAR, OK],
    ]);
    expect(done).toEqual(['-', 'raise', '-', '-', 'clear']);
    expect(last).toEqual({
      memory: new Map(),
      actions: [{ does: 'clear', ruleId: 'california.ratio', waived: false }],
      waived: [],
      nextAt: null,
    });
  });

  it('of a rule that holds for no time is raised at once', () => {
    expect(run([[0, [shortBy(1, { holdMs: 0 })]]]).done).toEqual(['raise']);
  });

  it('is updated by other numbers or another severity, not by other words', () => {
    const { done } = run([
      [0, SHORT],
      [HOLD, SHORT],
      [HOLD + 1, [shortBy(1, { text: 'one too few' })]],
      [HOLD + 2, [shortBy(2)]],
      [HOLD + 3, [shortBy(2, { severity: 'warning' })]],
      [HOLD + 4, OK],
      [HOLD + 5, [shortBy(2, { severity: 'warning' })]],
    ]);
    expect(done).toEqual(['-', 'raise', '-', 'update', 'update', '-', '-']);
  });

  it('waits anew after the rule was kept, and clears anew after it was broken', () => {
    const { done, last } = run([
      [0, SHORT],
      [HOLD - 1, OK],
      [HOLD, SHORT],
      [2 * HOLD - 1, SHORT],
      [2 * HOLD, SHORT],
      [2 * HOLD + 1, OK],
      [2 * HOLD + CLEAR, SHORT],
      [2 * HOLD + CLEAR + 1, OK],
    ]);
    expect(done).toEqual(['-', '-', '-', '-', 'raise', '-', '-', '-']);
    expect(last?.nextAt).toBe(after(2 * HOLD + 2 * CLEAR + 1));
  });

  it('is never raised by a notice, and one that is raised then clears', () => {
    const quiet = [shortBy(1, { holdMs: null })];
    const { done } = run([
      [0, quiet],
      [HOLD, quiet],
      [2 * HOLD, SHORT],
      [3 * HOLD, SHORT],
      [4 * HOLD, quiet],
      [4 * HOLD + CLEAR, quiet],
    ]);
    expect(done).toEqual(['-', '-', '-', 'raise', '-', 'clear']);
  });

  it('is never raised under a waiver, clears under one, and comes back with its own since', () => {
    const waived = [shortBy(1, { waived: { author: 'A', reason: 'Flood', endsAt: DAY.endsAt } })];
    const { done, last } = run([
      [0, waived],
      [HOLD, waived],
      [HOLD + 1, SHORT],
      [HOLD + 2, waived],
      [HOLD + CLEAR + 2, waived],
      [HOLD + CLEAR + 3, SHORT],
    ]);
    expect(done).toEqual(['-', '-', 'raise', '-', 'clear', 'raise']);
    expect(last?.actions).toMatchObject([{ does: 'raise', since: NOON }]);
  });

  it('is told under a waiver from its hold time on, until the rule was kept for its clear time', () => {
    const waived = [shortBy(1, { waived: { author: 'A', reason: 'Flood', endsAt: DAY.endsAt } })];
    const inputs: [number, readonly WardFinding[]][] = [
      [0, waived],
      [HOLD - 1, waived],
      [HOLD, waived],
      [HOLD + 1, OK],
      [HOLD + CLEAR, OK],
      [HOLD + CLEAR + 1, OK],
    ];
    const told = inputs.map((_, n) => run(inputs.slice(0, n + 1)).last?.waived.length);
    expect(told).toEqual([0, 0, 1, 1, 1, 0]);
    expect(run(inputs.slice(0, 4)).last).toMatchObject({
      waived: [{ ruleId: 'california.ratio', since: NOON, finding: null }],
      nextAt: after(HOLD + 1 + CLEAR),
    });
  });

  it('of a pack that is no more in force clears too', () => {
    const foreign = [shortBy(1, { ruleId: 'oregon.ratio', holdMs: 0 })];
    const { done } = run([
      [0, foreign],
      [1, OK],
      [1 + MINUTE, OK],
    ]);
    expect(done).toEqual(['raise', '-', 'clear']);
  });

  it('has the times of its rule, whatever the reason', () => {
    const { clearMs } = SHIPPED_PACKS.california.body.alarms.not_counted;
    const misplaced = shortBy(1, { ruleId: 'california.not_counted.rn_only', holdMs: 0 });
    const { last } = run([
      [0, [misplaced]],
      [1, OK],
    ]);
    expect(last?.nextAt).toBe(after(1 + clearMs));
  });

  it('is one a rule: rules do not mind each other', () => {
    const load = shortBy(1, { ruleId: 'california.load' });
    const { done, last } = run([
      [0, [load, ...SHORT]],
      [10, SHORT],
      [20, [...SHORT, load]],
      [HOLD, [...SHORT, load]],
    ]);
    expect(done).toEqual(['-', '-', '-', 'raise']);
    expect(last?.nextAt).toBe(after(20 + HOLD));
  });
});

describe('whatever the input does', () => {
  const times = fc.record({
    holdMs: fc.integer({ min: 0, max: 100 }),
    clearMs: fc.integer({ min: 1, max: 100 }),
  });
  const inputs = fc.array(
    fc.record({ wait: fc.integer({ min: 1, max: 60 }), short: fc.nat({ max: 2 }) }),
    { maxLength: 80 },
  );
  /** A rule may be broken under a waiver, too. */
  const waivedInputs = fc.array(
    fc.record({
      wait: fc.integer({ min: 1, max: 60 }),
      short: fc.nat({ max: 1 }),
      isWaived: fc.boolean(),
    }),
    { maxLength: 80 },
  );
  const waiver = { author: 'A', reason: 'Flood', endsAt: DAY.endsAt };
  interface Turn {
    readonly wait: number;
    readonly short: number;
    readonly isWaived?: boolean;
  }
  const packWith = (clearMs: number, holdMs: number) => {
    const { california } = SHIPPED_PACKS;
    const ratio = { severity: 'critical' as const, holdMs, clearMs };
    return {
      ...california,
      body: { ...california.body, alarms: { ...california.body.alarms, ratio } },
    };
  };

  /** Feeds the input, and between its steps wakes whenever the alarms ask for it. */
  function listen(
    steps: readonly Turn[],
    { holdMs, clearMs }: { readonly holdMs: number; readonly clearMs: number },
    extraWakes: readonly number[] = [],
  ) {
    const pack = packWith(clearMs, holdMs);
    const log: { at: number; does: string; waived: boolean; since: string | null }[] = [];
    let memory: AlarmMemory = new Map();
    let findings: readonly WardFinding[] = [];
    let at = 0;
    const state: { due: number | null } = { due: null };
    const step = (moment: number) => {
      const stepped = alarmStep(memory, findings, after(moment), pack);
      memory = stepped.memory;
      state.due = stepped.nextAt === null ? null : Date.parse(stepped.nextAt) - Date.parse(NOON);
      for (const action of stepped.actions) {
        if (action.does === 'update') continue;
        const { does } = action;
        const waived = does === 'clear' && action.waived;
        log.push({ at: moment, does, waived, since: does === 'raise' ? action.since : null });
      }
    };
    const wakeUntil = (end: number) => {
      const wakes = extraWakes.filter((wake) => at < wake && wake < end);
      for (const wake of [...wakes, end].sort((a, b) => a - b)) {
        while (state.due !== null && state.due < wake) step(state.due);
        if (wake !== end) step(wake);
      }
    };
    for (const { wait, short, isWaived = false } of steps) {
      wakeUntil(at + wait);
      at += wait;
      findings = short === 0 ? [] : [shortBy(short, { holdMs, waived: isWaived ? waiver : null })];
      step(at);
    }
    wakeUntil(at + 1000);
    return log;
  }

  it('it never chatters: alerts take turns with their ends, at least their times apart', () => {
    fc.assert(
      fc.property(inputs, times, (steps, set) => {
        const log = listen(steps, set);
        log.forEach(({ at, does }, index) => {
          expect(does).toBe(index % 2 === 0 ? 'raise' : 'clear');
          const before = log[index - 1];
          const apart = does === 'raise' ? set.holdMs : set.clearMs;
          if (before !== undefined) expect(at - before.at).toBeGreaterThanOrEqual(apart);
        });
      }),
    );
  });

  it('an alert is raised exactly when the rule was broken all through its hold time', () => {
    fc.assert(
      fc.property(inputs, times, (steps, set) => {
        const raised = listen(steps, set).filter(({ does }) => does === 'raise');
        let at = 0;
        const turns = steps.map(({ wait, short }) => ({ at: (at += wait), broken: short > 0 }));
        for (const raise of raised) {
          const start = raise.at - set.holdMs;
          const at0 = turns.findLast((turn) => turn.at <= start);
          const within = turns.filter((turn) => start < turn.at && turn.at < raise.at);
          expect([at0?.broken, within.every(({ broken }) => broken)]).toEqual([true, true]);
        }
        const last = turns.at(-1);
        const open = listen(steps, set).at(-1)?.does === 'raise';
        expect(open).toBe(last?.broken === true);
      }),
    );
  });

  it('an alert is cleared exactly when one condition went on all through the clear time', () => {
    fc.assert(
      fc.property(waivedInputs, times, (steps, set) => {
        let at = 0;
        const turns = steps.map(({ wait, short, isWaived }) => {
          return { at: (at += wait), is: short === 0 ? 'kept' : isWaived ? 'waived' : 'broken' };
        });
        const clears = listen(steps, set).filter(({ does }) => does === 'clear');
        for (const clear of clears) {
          const start = clear.at - set.clearMs;
          const first = turns.findLast((turn) => turn.at <= start);
          const within = turns.filter((turn) => start < turn.at && turn.at < clear.at);
          const is = clear.waived ? 'waived' : 'kept';
          expect([first?.is, ...within.map((turn) => turn.is)]).toEqual([
            is,
            ...within.map(() => is),
          ]);
        }
      }),
    );
  });

  it('waking more often than asked changes nothing', () => {
    fc.assert(
      fc.property(
        fc.oneof(inputs, waivedInputs),
        times,
        fc.array(fc.integer({ min: 1, max: 3000 }), { maxLength: 30 }),
        (steps, set, wakes) => {
          expect(listen(steps, set, wakes)).toEqual(listen(steps, set));
        },
      ),
    );
  });
});

it('a ward whose night nurse goes home is told of at the hold time, by time alone', () => {
  const night = asNurse(onDuty('N-1', 'ICU'));
  const ward = aWard('ICU', { stays: [aStay(1)], nurses: [night] });
  const judge = (memory: AlarmMemory, at: string) =>
    alarmStep(memory, evaluateStaffingRules(ward, at, DEFAULT_PACK)!.findings, at, DEFAULT_PACK);
  const before = judge(new Map(), NOON);
  expect(before).toEqual({ memory: new Map(), actions: [], waived: [], nextAt: null });
  const shiftEnds = nextStaffingChange(ward, NOON)!;
  expect(shiftEnds).toBe(DAY.endsAt);
  const ended = judge(before.memory, shiftEnds);
  const held = judge(ended.memory, ended.nextAt!);
  expect(held.actions).toMatchObject([
    { does: 'raise', since: DAY.endsAt, finding: { ruleId: 'california.ratio' } },
  ]);
});
