import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type WardEvent, wardEventSchema } from '../../../src-shared/contract/events/ward-event.ts';
import type { Waiver } from '../../../src-shared/contract/state/waiver.ts';
import type { WardState } from '../../../src-shared/contract/state/ward-state.ts';
import type { EventDraft } from '../../../src-shared/domain/board.ts';
import { applyEvent } from '../../../src-shared/domain/log/apply-event.ts';
import type { KeptAlarms } from '../../../src-shared/domain/staffing/alert-drafts.ts';
import { judgeWards } from '../../../src-shared/domain/staffing/judge-wards.ts';
import { DEFAULT_PACK, SHIPPED_PACKS } from '../../../src-shared/domain/staffing/packs.ts';
import { recordShift } from '../../../src-shared/domain/staffing/record-shift.ts';
import { asNurse, aStay, aWard, DAY, NOON, onDuty, uuid } from '../support/board-fixture.ts';

const { holdMs: HOLD, clearMs: CLEAR } = SHIPPED_PACKS.california.body.alarms.ratio;
const WARD = 'H1/ICU';
const after = (ms: number) => new Date(Date.parse(NOON) + ms).toISOString();
const FLOOD: Waiver = { author: 'admin', reason: 'Flood', endsAt: DAY.endsAt };

/** A ward of one nurse through a shift, judged whenever something happens or is due. */
class Shift {
  readonly before = aWard('ICU', { stays: [aStay(1)], nurses: [asNurse(onDuty('N-1', 'ICU'))] });
  state: WardState = this.before;
  readonly events: WardEvent[] = [];
  #waiver: Waiver | null = null;
  #kept: KeptAlarms = {};
  #dueAt: string | null = null;
  #ids = 0xa000;

  /** Judges what is due until then, and then what is given. */
  at(ms: number, drafts: readonly EventDraft[] = [], waiver: Waiver | null = this.#waiver): this {
    while (this.#dueAt !== null && this.#dueAt < after(ms)) this.#judge(this.#dueAt, []);
    this.#waiver = waiver;
    this.#judge(after(ms), drafts);
    return this;
  }

  record(ms: number) {
    const { before, events } = this;
    const shift = { shift: 'day' as const, ...DAY };
    return recordShift({ shift, before, events, asOf: after(ms), reasons: new Map() }).record;
  }

  #judge(at: string, drafts: readonly EventDraft[]): void {
    const judged = judgeWards(new Map([[WARD, this.state]]), drafts, {
      at,
      rules: () => ({ pack: DEFAULT_PACK, waiver: this.#waiver }),
      alarms: () => this.#kept,
      newId: () => uuid(this.#ids++),
      always: true,
    });
    for (const { type, data } of judged.drafts) {
      const seq = this.events.length + 1;
      const event = wardEventSchema.parse({
        seq, id: uuid(seq), type, at, actor: 'somebody', commandId: null, data,
      }); // prettier-ignore
      this.events.push(event);
      this.state = applyEvent(this.state, event);
    }
    this.#kept = judged.alarms.get(WARD)?.rules ?? {};
    this.#dueAt = judged.alarms.get(WARD)?.dueAt ?? null;
  }
}

const admitted = (n: number): EventDraft => ({
  ward: WARD,
  type: 'stay.admitted',
  data: { stay: aStay(n) },
});
const discharged = (n: number): EventDraft => ({
  ward: WARD,
  type: 'stay.discharged',
  data: { stay: aStay(n) },
});
/** Three patients of one nurse: one nurse short from noon on. */
const shortAtNoon = () => new Shift().at(-1).at(0, [admitted(2), admitted(3)]);

describe('a waiver in the record', () => {
  it('lets a shortfall that was an alert go on, with its since, and marks it', () => {
    const shift = shortAtNoon().at(HOLD + 5000, [], FLOOD);
    shift.at(HOLD + 5000 + 2 * CLEAR);
    expect(shift.state.alerts).toEqual([]);
    const [one, ...others] = shift.record(600_000).shortfalls;
    expect(others).toEqual([]);
    expect(one).toMatchObject({
      ruleId: 'california.ratio',
      since: NOON,
      raisedAt: after(HOLD),
      endedAt: null,
      seconds: 600,
      waived: [{ from: after(HOLD + 5000), to: null, by: 'admin', reason: 'Flood' }],
    });
    expect(one?.deeds.map(({ what }) => what)).toEqual(['raised', 'waived', 'waived']);
    expect(JSON.stringify(one)).not.toContain('kept again');
  });

  it('goes on as the same shortfall when the waiver ends, and is over when the rule is kept', () => {
    const shift = shortAtNoon()
      .at(HOLD + 5000, [], FLOOD)
      .at(600_000, [], null);
    expect(shift.state.alerts).toMatchObject([{ since: NOON, raisedAt: after(600_000) }]);
    shift.at(700_000, [discharged(2), discharged(3)]).at(700_000 + CLEAR);
    const { shortfalls } = shift.record(900_000);
    expect(shortfalls).toMatchObject([
      {
        since: NOON,
        raisedAt: after(600_000),
        endedAt: after(700_000 + CLEAR),
        seconds: (700_000 + CLEAR) / 1000,
        waived: [{ from: after(HOLD + 5000), to: after(600_000) }],
      },
    ]);
    expect(shortfalls[0]?.deeds.map(({ what }) => what)).toEqual([
      'raised', 'waived', 'waived', 'waiver_ended', 'raised', 'patient_discharged',
      'patient_discharged', 'returned',
    ]); // prettier-ignore
  });

  it('tells of one that came under it and was never an alert', () => {
    const shift = new Shift().at(-1000, [], FLOOD).at(0, [admitted(2), admitted(3)]);
    expect(shift.record(HOLD).shortfalls).toEqual([]);
    shift
      .at(HOLD)
      .at(300_000, [discharged(2), discharged(3)])
      .at(300_000 + CLEAR);
    expect(shift.state).toMatchObject({ alerts: [], staffing: { waived: [] } });
    expect(shift.record(900_000).shortfalls).toMatchObject([
      {
        alertId: null,
        raisedAt: null,
        since: NOON,
        endedAt: after(300_000 + CLEAR),
        waived: [{ from: after(HOLD), to: after(300_000 + CLEAR), by: 'admin', reason: 'Flood' }],
        facts: { patients: 3, required: 2, counted: 1 },
      },
    ]);
  });

  it('of less than the clear time leaves the alert as it was', () => {
    const shift = shortAtNoon()
      .at(HOLD + 1000, [], FLOOD)
      .at(HOLD + 2000, [], null);
    shift.at(HOLD + 3 * CLEAR);
    expect(shift.state.alerts).toMatchObject([{ raisedAt: after(HOLD), status: 'unacknowledged' }]);
    expect(shift.record(600_000).shortfalls).toMatchObject([
      { endedAt: null, seconds: 600, waived: [{ from: after(HOLD + 1000), to: after(HOLD + 2000) }] },
    ]); // prettier-ignore
  });

  it('however often it begins and ends, what stays broken is one shortfall', () => {
    const waits = fc.array(fc.integer({ min: 1, max: 200_000 }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(waits, (all) => {
        const shift = shortAtNoon();
        let ms = 0;
        all.forEach((wait, index) => {
          ms += wait;
          shift.at(ms, [], index % 2 === 0 ? FLOOD : null);
        });
        ms += HOLD + CLEAR;
        shift.at(ms);
        const waived = all.length % 2 === 1;
        expect(shift.state.alerts.map(({ since }) => since)).toEqual(waived ? [] : [NOON]);
        const { shortfalls } = shift.record(ms);
        expect(shortfalls).toMatchObject([{ since: NOON, endedAt: null }]);
        const spans = shortfalls[0]?.waived ?? [];
        expect(spans.at(-1)?.to === null).toBe(waived);
        spans.forEach(({ from, to }, index) => {
          const next = spans[index + 1];
          if (next !== undefined) expect([to! > from, to! <= next.from]).toEqual([true, true]);
        });
      }),
      { numRuns: 300 },
    );
  });

  it('however often the rule is kept for less than its clear time, it is one shortfall', () => {
    const turns = fc.array(
      fc.record({
        wait: fc.integer({ min: 1, max: 200_000 }),
        keptFor: fc.integer({ min: 1, max: CLEAR - 1 }),
        isWaived: fc.boolean(),
      }),
      { minLength: 1, maxLength: 12 },
    );
    fc.assert(
      fc.property(turns, (all) => {
        const shift = shortAtNoon().at(HOLD);
        let ms = HOLD;
        for (const { wait, keptFor, isWaived } of all) {
          // A waiver begins as the rule is broken anew, or goes on while it is kept.
          shift.at((ms += wait), [discharged(2), discharged(3)]);
          shift.at((ms += keptFor), [admitted(2), admitted(3)], isWaived ? FLOOD : null);
        }
        ms += HOLD + CLEAR;
        shift.at(ms);
        const { shortfalls } = shift.record(ms);
        expect(shortfalls).toMatchObject([{ since: NOON, endedAt: null }]);
        const waived = all.at(-1)?.isWaived === true;
        expect(shift.state.alerts.map(({ since }) => since)).toEqual(waived ? [] : [NOON]);
      }),
      { numRuns: 300 },
    );
  });

  it('goes over into the next shift', () => {
    const shift = shortAtNoon()
      .at(HOLD + 5000, [], FLOOD)
      .at(600_000);
    const later = { startsAt: after(600_000), endsAt: after(1_200_000) };
    const { record } = recordShift({
      shift: { shift: 'evening', ...later },
      before: shift.state,
      events: [],
      asOf: later.endsAt,
      reasons: new Map(),
    });
    expect(record.shortfalls).toMatchObject([
      { since: NOON, endedAt: null, seconds: 600, waived: [{ from: later.startsAt, to: null }] },
    ]);
  });
});
