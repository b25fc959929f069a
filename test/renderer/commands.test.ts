import { describe, expect, it } from 'vitest';
import type { LogState } from '../../src-shared/contract/state/log-state.ts';
import { logsAfter } from '../../src-shared/domain/board-after.ts';
import { canonicalJson } from '../../src-shared/domain/log/canonical-json.ts';
import type { Command } from '../../src-shared/sync/command.ts';
import { predict } from '../../src-shared/sync/predict.ts';
import { commandWords } from '../../src-renderer/features/commands/command-words.ts';
import {
  type Boards,
  inverseCommand,
} from '../../src-renderer/features/commands/inverse-command.ts';
import { nurseOptions } from '../../src-renderer/features/commands/nurse-options.ts';
import {
  entryWords,
  paletteEntries,
  paletteIndex,
} from '../../src-renderer/features/commands/palette/palette-entries.ts';
import { refusalWays } from '../../src-renderer/features/commands/refusal-ways.ts';
import { asWard } from '../../src-renderer/view/log-kinds.ts';
import {
  houseState,
  numberedId,
  usualWards,
  wardState,
  withAlerts,
} from './support/demo-states.ts';

const now = Date.parse('2026-11-22T02:00:00.000Z');
const at = new Date(now).toISOString();
const ICU = 'H1/ICU';

function hospital(): Boards {
  const boards = new Map<string, LogState>();
  for (const spec of usualWards('H1')) boards.set(`H1/${spec.wardId}`, wardState(spec, now));
  boards.set('H1/_house', houseState('H1', 4, now));
  return boards;
}

function icu(boards: Boards) {
  const state = asWard(boards.get(ICU) ?? null);
  if (!state) throw new Error('no ICU');
  return state;
}

let ids = 0;
const newId = (): string => numberedId(9, (ids += 1));

function after(boards: Boards, command: Command): Boards {
  const drafts = predict(command, boards, { actor: 'dispatcher', at, commandId: newId() });
  if (!drafts) throw new Error(`refused: ${command.kind}`);
  return logsAfter(boards, drafts);
}

/** What of the boards has to be as before after a command and its inverse. */
function essence(boards: Boards): string {
  return canonicalJson(
    [...boards.values()].map((log) => {
      const ward = asWard(log);
      return {
        ward: log.wardId,
        nurses: log.nurses.map((nurse) => [nurse.id, nurse.shift?.id ?? null]),
        stays: ward?.stays.map((stay) => [stay.id, stay.bedId, stay.acuity]) ?? [],
        held: (ward?.assignments.map((one) => `${one.nurseId} ${one.stayId ?? ''}`) ?? []).sort(),
      };
    }),
  );
}

describe('alerts', () => {
  const alarmed = (): Boards => {
    const boards = new Map(hospital());
    const ed = asWard(boards.get('H1/ED') ?? null);
    if (!ed) throw new Error('no ED');
    boards.set('H1/ED', withAlerts(ed, now));
    return boards;
  };
  const alertIn = (boards: Boards) => {
    const alerts = asWard(boards.get('H1/ED') ?? null)?.alerts ?? [];
    const alert = alerts.find(({ ruleId }) => ruleId === 'california.ratio');
    if (!alert) throw new Error('no alert in ED');
    return alert;
  };

  it('go on the shelf and come back, either taken back by the other', () => {
    const before = alarmed();
    const alertId = alertIn(before).id;
    const shelve: Command = {
      kind: 'shelve-alert',
      ward: 'H1/ED',
      alertId,
      body: { minutes: 30, reason: 'on the way' },
    };
    expect(commandWords(shelve, before)).toBe('Shelve “Too few nurses” in ED for 30 min');
    const shelved = after(before, shelve);
    expect(alertIn(shelved)).toMatchObject({ status: 'shelved', shelved: { by: 'dispatcher' } });
    const back = inverseCommand(shelve, before, now, newId);
    if (!back) throw new Error('shelving cannot be taken back');
    const returned = after(shelved, back);
    expect(alertIn(returned)).toMatchObject({ status: 'unacknowledged', shelved: null });
    expect(inverseCommand(back, shelved, now, newId)).toEqual(shelve);
  });

  it('are acknowledged for good', () => {
    const before = alarmed();
    const command: Command = {
      kind: 'acknowledge-alert',
      ward: 'H1/ED',
      alertId: alertIn(before).id,
    };
    expect(alertIn(after(before, command))).toMatchObject({
      status: 'acknowledged',
      acknowledged: { by: 'dispatcher', at },
    });
    expect(inverseCommand(command, before, now, newId)).toBeNull();
  });
});

describe('inverseCommand', () => {
  const boards = hospital();
  const state = icu(boards);
  const inBed = state.stays.filter((stay) => stay.bedId !== null);
  const [first, second] = inBed;
  const alone = state.stays.find(
    (stay) => !state.assignments.some((one) => one.stayId === stay.id),
  );
  const nurse = state.nurses.find((one) => one.onBreakUntil === null);
  const freeBed = state.beds.find((bed) => !state.stays.some((stay) => stay.bedId === bed.id));
  const [assignment] = state.assignments;
  const pool = boards.get('H1/_house')?.nurses[0];
  if (!first || !second || !alone || !nurse || !freeBed || !assignment || !pool) {
    throw new Error('the made-up hospital lacks something');
  }
  const ref = { hospitalId: 'H1', wardId: 'ICU' };
  const commands: Record<string, Command> = {
    'an admission': {
      kind: 'admit-stay',
      body: { id: newId(), ...ref, bedId: freeBed.id, patient: { ref: '1', label: 'X. New' } },
    },
    'an acuity': { kind: 'set-acuity', ward: ICU, stayId: first.id, body: { acuity: 5 } },
    'a bed': { kind: 'set-bed', ward: ICU, stayId: first.id, body: { bedId: freeBed.id } },
    'a swap': { kind: 'swap-beds', ward: ICU, stayId: first.id, body: { withStayId: second.id } },
    'a transfer of a patient without a nurse': {
      kind: 'transfer-stay',
      ward: ICU,
      stayId: alone.id,
      body: { wardId: 'MS1', bedId: null },
    },
    'an assignment': {
      kind: 'assign-nurse',
      body: { id: newId(), ...ref, nurseId: nurse.id, stayId: alone.id },
    },
    'an assignment that brought the nurse from the pool': {
      kind: 'assign-nurse',
      body: { id: newId(), ...ref, nurseId: pool.id, stayId: alone.id, override: { reason: 'x' } },
    },
    'the end of an assignment': {
      kind: 'end-assignment',
      ward: ICU,
      assignmentId: assignment.id,
    },
    'a move from the pool': {
      kind: 'move-nurse',
      ward: 'H1/_house',
      nurseId: pool.id,
      body: { hospitalId: 'H1', wardId: 'ICU' },
    },
  };

  it.each(Object.entries(commands))('takes back %s', (_name, command) => {
    const inverse = inverseCommand(command, boards, now, newId);
    expect(inverse).not.toBeNull();
    if (!inverse) return;
    const there = after(boards, command);
    expect(essence(there)).not.toBe(essence(boards));
    expect(essence(after(there, inverse))).toBe(essence(boards));
  });

  it('ends a break that was begun, and begins again for what was left of it', () => {
    const begin: Command = {
      kind: 'start-break',
      ward: ICU,
      nurseId: nurse.id,
      body: { hospitalId: 'H1', minutes: 30 },
    };
    const end = inverseCommand(begin, boards, now, newId);
    expect(end?.kind).toBe('end-break');
    const during = after(boards, begin);
    if (end?.kind !== 'end-break') return;
    expect(inverseCommand(end, during, now + 10 * 60_000, newId)).toMatchObject({
      kind: 'start-break',
      body: { minutes: 20 },
    });
  });

  it('knows what cannot be taken back', () => {
    const discharge: Command = { kind: 'discharge-stay', ward: ICU, stayId: first.id };
    expect(inverseCommand(discharge, boards, now, newId)).toBeNull();
  });
});

describe('refusalWays', () => {
  const command: Command = {
    kind: 'assign-nurse',
    body: { id: newId(), hospitalId: 'H1', wardId: 'ICU', nurseId: 'N-1', stayId: newId() },
  };
  const problem = (code: string) => ({ code, status: 409, sentence: 'No.' });

  it.each(['nurse_elsewhere', 'not_competent'])('offers to override %s, with a reason', (code) => {
    expect(refusalWays(command, problem(code))[0]?.ask.kind).toBe('override');
  });

  it('offers another nurse where this one has no shift', () => {
    expect(refusalWays(command, problem('nurse_off_shift')).map((way) => way.ask.kind)).toEqual([
      'assign',
    ]);
  });

  it('offers another bed where this one is taken', () => {
    const admit: Command = {
      kind: 'admit-stay',
      body: { hospitalId: 'H1', wardId: 'ICU', bedId: 'B1', patient: { ref: '1', label: 'A' } },
    };
    expect(refusalWays(admit, problem('bed_occupied'))[0]?.ask).toMatchObject({ kind: 'admit' });
  });

  it('offers nothing where there is only to know it', () => {
    const end: Command = { kind: 'discharge-stay', ward: ICU, stayId: newId() };
    expect(refusalWays(end, problem('stay_ended'))).toEqual([]);
  });
});

describe('nurseOptions', () => {
  it('puts the ward first, then the pool, then others; and says what stands in the way', () => {
    const boards = hospital();
    const options = nurseOptions(boards, ICU, icu(boards), now);
    const places = options.map((one) => (one.from === ICU ? 0 : one.isFromPool ? 1 : 2));
    expect(places).toEqual([...places].sort());
    expect(options[0]?.obstacle).toBeNull();
    expect(options.find((one) => one.from === 'H1/MS1')?.obstacle).toContain('is on shift in MS1');
  });
});

describe('the palette', () => {
  const boards = hospital();
  const wards = usualWards('H1').map((spec) => ({
    id: spec.wardId,
    hospitalId: 'H1',
    name: spec.name,
    unitType: spec.unitType,
  }));
  const index = paletteIndex('H1', boards, wards);
  const texts = (query: string) =>
    paletteEntries(query, index).map((entry) => entryWords(entry).text);
  const state = icu(boards);
  const nurse = state.nurses[0]?.name ?? '';
  const bed4 = state.stays.find(
    (stay) => state.beds.find((bed) => bed.id === stay.bedId)?.label === 'ICU-04',
  );

  it('assigns by "nurse ward bed"', () => {
    const firstName = nurse.split(' ').at(-1) ?? '';
    const [entry] = paletteEntries(`${firstName} icu 4`, index);
    expect(entry).toMatchObject({ kind: 'assign', stay: { stay: { id: bed4?.id } } });
  });

  it('finds wards, patients and nurses', () => {
    expect(texts('icu')[0]).toBe('Intensive care');
    expect(texts(nurse)).toContain(nurse);
    expect(texts(bed4?.patient.label ?? '')).toContain(bed4?.patient.label);
  });

  it('runs verbs by their beginning', () => {
    expect(texts(`disch ${bed4?.patient.label ?? ''}`)[0]).toBe(
      `Discharge ${bed4?.patient.label ?? ''}`,
    );
    expect(texts(`break ${nurse}`)[0]).toBe(`Break: ${nurse}`);
  });

  it('offers the wards before anything is typed', () => {
    expect(texts('').length).toBeGreaterThan(5);
  });
});

describe('commandWords', () => {
  it('names people, not ids', () => {
    const boards = hospital();
    const state = icu(boards);
    const [stay] = state.stays;
    const [nurse] = state.nurses;
    const words = commandWords(
      {
        kind: 'assign-nurse',
        body: { hospitalId: 'H1', wardId: 'ICU', nurseId: nurse?.id ?? '', stayId: stay?.id ?? '' },
      },
      boards,
    );
    expect(words).toBe(`Assign ${nurse?.name ?? ''} to ${stay?.patient.label ?? ''}`);
  });
});
