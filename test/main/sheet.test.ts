import { expect, it } from 'vitest';
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
  const html = sheetHtml({ boards: [icu()], writtenAt: AT });
  for (const part of ['H1 ICU', 'ICU-01', 'P-7', 'Ada &quot;Bee&quot;', 'allergic &amp; anxious']) {
    expect(html).toContain(part);
  }
  const time = (ms: number) =>
    new Date(ms).toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'short' });
  expect(html).toContain(`Written ${time(AT)}`);
  expect(html).toContain(`As of ${time(AT - 3_600_000)}`);
});

it('begins with an overview of the wards, before the first page of a ward', () => {
  const html = sheetHtml({ boards: [icu()], writtenAt: AT });
  const first = html.slice(0, html.indexOf('<section>'));
  expect(first).toContain('<td>H1</td><td>ICU</td>');
  expect(first).not.toContain('P-7');
  expect(sheetHtml({ boards: [], writtenAt: AT })).not.toContain('<table>');
});

it('says how many nurses count, and of how many where a rule asks for some', () => {
  const { state, ...rest } = icu();
  const nurses = (present: number, required: number | null): string => {
    const pack = { id: 'p', version: 1 };
    const staffing = { pack, required, present, ratio: null, asOf: TIME, waiver: null, waived: [] };
    return sheetHtml({ boards: [{ ...rest, state: { ...state, staffing } }], writtenAt: AT });
  };
  expect(nurses(2, 3)).toContain('1 beds, 2 of 3 nurses.');
  expect(nurses(2, null)).toContain('1 beds, 2 nurses.');
  expect(sheetHtml({ boards: [icu()], writtenAt: AT })).toContain('Nurses not counted.');
});

it('takes no text for markup', () => {
  const html = sheetHtml({ boards: [icu()], writtenAt: AT });
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
  expect(sheetHtml({ boards: [house], writtenAt: AT })).toContain('No board is known');
});
