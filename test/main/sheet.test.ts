import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { sheetName, sheetsIn } from '../../src-main/sheet/sheet-files.ts';
import { sheetHtml } from '../../src-main/sheet/sheet-html.ts';
import type { KeptBoard } from '../../src-main/sync-host/host-messages.ts';
import { wardStateSchema } from '../../src-shared/contract/state/ward-state.ts';
import { emptyState } from '../../src-shared/domain/log/empty-state.ts';

const STAY = '11111111-1111-4111-8111-111111111111';
const AT = Date.UTC(2026, 10, 22, 9, 0);
const TIME = '2026-11-22T06:00:00.000Z';

function icu(): KeptBoard {
  const state = wardStateSchema.parse({
    ...emptyState({ hospitalId: 'H1', wardId: 'ICU' }),
    name: 'Intensive <b>care</b>',
    beds: [{ id: 'b1', label: 'ICU-01' }],
    stays: [
      {
        id: STAY,
        patient: { ref: 'P-7', label: '<img src=x onerror=alert(1)>' },
        bedId: 'b1',
        acuity: 3,
        admittedAt: TIME,
        expectedDischargeAt: null,
      },
    ],
    nurses: [
      {
        id: 'N-1',
        name: 'Ada "Bee"',
        licence: 'RN',
        competencies: [],
        shift: { id: 's', startsAt: TIME, endsAt: '2026-11-22T18:00:00.000Z' },
        onBreakUntil: null,
        relievedBy: null,
      },
    ],
    assignments: [
      {
        id: STAY,
        nurseId: 'N-1',
        stayId: STAY,
        startedAt: TIME,
        startedBy: 'd',
        deliveredAt: null,
        confirmedAt: null,
        notes: [{ at: TIME, by: 'd', text: 'allergic & anxious' }],
      },
    ],
  });
  return { state, cursor: null, freshness: { kind: 'stale', since: AT - 3_600_000 } };
}

it('names each patient with bed, nurse and notes, and how old that is', () => {
  const html = sheetHtml({ boards: [icu()], writtenAt: AT, unsent: 0 });
  for (const part of ['H1 ICU', 'ICU-01', 'P-7', 'Ada &quot;Bee&quot;', 'allergic &amp; anxious']) {
    expect(html).toContain(part);
  }
  const time = (ms: number) =>
    new Date(ms).toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'short' });
  expect(html).toContain(`Written ${time(AT)}`);
  expect(html).toContain(`As of ${time(AT - 3_600_000)}`);
});

it('begins with an overview of the wards, before the first page of a ward', () => {
  const html = sheetHtml({ boards: [icu()], writtenAt: AT, unsent: 0 });
  const first = html.slice(0, html.indexOf('<section>'));
  expect(first).toContain('<td>H1</td><td>ICU</td>');
  expect(first).not.toContain('P-7');
  expect(sheetHtml({ boards: [], writtenAt: AT, unsent: 0 })).not.toContain('<table>');
});

it('says how many nurses count, and of how many where a rule asks for some', () => {
  const { state, ...rest } = icu();
  const nurses = (present: number, required: number | null): string => {
    const pack = { id: 'p', version: 1 };
    const staffing = { pack, required, present, ratio: null, asOf: TIME, waiver: null, waived: [] };
    return sheetHtml({
      boards: [{ ...rest, state: { ...state, staffing } }],
      writtenAt: AT,
      unsent: 0,
    });
  };
  expect(nurses(2, 3)).toContain('1 beds, 2 of 3 nurses.');
  expect(nurses(2, null)).toContain('1 beds, 2 nurses.');
  expect(sheetHtml({ boards: [icu()], writtenAt: AT, unsent: 0 })).toContain('Nurses not counted.');
});

it('says on each page of a ward which one it is, and which beds are empty', () => {
  const { state, ...rest } = icu();
  const beds = ['10', '9', '01'].map((label) => ({ id: `b${label}`, label: `ICU-${label}` }));
  const ward = { ...wardStateSchema.parse(state), beds: [{ id: 'b1', label: 'ICU-02' }, ...beds] };
  const html = sheetHtml({ boards: [{ ...rest, state: ward }], writtenAt: AT, unsent: 0 });
  expect(html).toContain('Empty: ICU-01, ICU-9, ICU-10.');
  // The head of a table is printed again on each page that it goes on to.
  const heads = html.match(/<thead><tr><th class="title"[^>]*>H1 ICU /g);
  expect(heads).toHaveLength(2);
});

it('tells of changes that only this computer has', () => {
  const html = (unsent: number) => sheetHtml({ boards: [icu()], writtenAt: AT, unsent });
  expect(html(0)).not.toContain('made on this computer');
  expect(html(1)).toContain('One change made on this computer is on these pages');
  expect(html(3)).toContain('3 changes made on this computer are on these pages');
});

it('takes a sheet of a clock that was ahead for the oldest, not for the newest', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'wardline-sheets-'));
  try {
    const ats = [AT + 86_400_000, AT, AT - 900_000];
    for (const at of ats) await writeFile(join(folder, sheetName(at)), '');
    await writeFile(join(folder, 'notes.pdf'), '');
    const order = sheetsIn(folder, AT + 500).map(({ at }) => at);
    expect(order).toEqual([AT + 86_400_000, AT - 900_000, AT]);
    expect(sheetsIn(join(folder, 'none'), AT)).toEqual([]);
  } finally {
    await rm(folder, { recursive: true });
  }
});

it('takes no text for markup', () => {
  const html = sheetHtml({ boards: [icu()], writtenAt: AT, unsent: 0 });
  expect(html).not.toContain('<img');
  expect(html).not.toContain('<b>care');
  expect(html).toContain('&lt;img src=x onerror=alert(1)&gt;');
});

it('leaves out the houses, and says so when it knows nothing', () => {
  const house: KeptBoard = {
    state: emptyState({ hospitalId: 'H1', wardId: '_house' }),
    cursor: null,
    freshness: { kind: 'live' },
  };
  expect(sheetHtml({ boards: [house], writtenAt: AT, unsent: 0 })).toContain('No board is known');
});
