import { expect, test } from 'vitest';
import { recordPdf } from '../../../server/http/record-pdf.ts';
import type { WardRecord } from '../../../src-shared/contract/ward-record.ts';
import { pdfText } from '../../support/pdf-text.ts';

const AT = '2026-03-02T12:00:00.000Z';
const END = '2026-03-02T15:00:00.000Z';

function recordOf(names: readonly string[]): WardRecord {
  return {
    hospitalId: 'H1',
    wardId: 'ICU',
    wardName: 'Oddział intensywnej terapii',
    unitType: 'critical_care',
    shift: 'day',
    startsAt: AT,
    endsAt: END,
    complete: true,
    asOf: END,
    nurses: names.map((name, index) => ({
      nurseId: `N-${index}`,
      name,
      licence: 'RN',
      competencies: [],
      duty: [{ from: AT, to: END, endReason: null }],
      breaks: [],
      patients: [],
    })),
    staffing: [],
    patients: { atStart: 0, atEnd: 0, most: 0 },
    shortfalls: [],
  };
}

async function textOf(names: readonly string[]): Promise<string> {
  return pdfText(await recordPdf(recordOf(names), 'Szpital św. Łukasza')).join('\n');
}

const NAMES = [
  'Zofia Wróbel-Źdźbło',
  'Ελένη Παπαδοπούλου',
  'Nguyễn Thị Ánh Tuyết',
  'Дмитрий Щербаков',
  'Şükrü Gökçeoğlu',
  'Zoë O’Brien-Müller',
];

test('names in any Latin, Greek and Cyrillic letters stand in the PDF as they are', async () => {
  const text = await textOf(NAMES);
  NAMES.forEach((name, index) => expect(text).toContain(`${name}, RN (N-${index})`));
  expect(text).toContain('Szpital św. Łukasza');
  expect(text).toContain('Oddział intensywnej terapii (ICU), day shift');
  expect(text).not.toContain('cannot set');
});

test('scripts that it cannot set are told of', async () => {
  for (const name of ['王秀英', 'محمد علي']) {
    expect(await textOf([name])).toContain('cannot set every script in it; the CSV has all text');
  }
});
