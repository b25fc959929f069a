import { createRequire } from 'node:module';
import PDFDocument from 'pdfkit';
import type {
  RecordedNurse,
  RecordedShortfall,
  WardRecord,
} from '../../src-shared/contract/ward-record.ts';

type Page = PDFKit.PDFDocument;

// The fonts that every PDF reader has know no letters beyond Latin-1. Found from the built file, too:
// the packages it needs stay beside it.
const { resolve } = createRequire(import.meta.url);
const PLAIN = resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf');
const BOLD = resolve('dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf');
/** Text in scripts of which the fonts have the letters, and that run from left to right. */
const READABLE =
  /^[\p{scx=Latin}\p{scx=Greek}\p{scx=Cyrillic}\p{scx=Armenian}\p{scx=Georgian}\p{scx=Common}]*$/u;

const MARGIN = 48;
const INK = '#1d2430';
const QUIET = '#5a6472';
const RULE = '#c9d0d9';

/**
 * A shift's record on A4 pages, to be printed and filed. Times are UTC, as everywhere in the record.
 * @param title of the hospital
 */
export function recordPdf(record: WardRecord, title: string): Promise<Buffer> {
  const page = new PDFDocument({
    size: 'A4',
    margin: MARGIN,
    bufferPages: true,
    font: PLAIN,
    info: { Title: `Staffing record ${record.wardId} ${record.startsAt}`, Creator: 'Wardline' },
  });
  const bytes = new Promise<Buffer>((resolve, reject) => {
    const chunks: Buffer[] = [];
    page.on('data', (chunk: Buffer) => chunks.push(chunk));
    page.on('end', () => {
      resolve(Buffer.concat(chunks));
    });
    page.on('error', reject);
  });
  head(page, record, title);
  shortfalls(page, record);
  nurses(page, record);
  verdicts(page, record);
  if (!READABLE.test(JSON.stringify([record, title]))) unreadable(page);
  pageNumbers(page, record);
  page.end();
  return bytes;
}

function head(page: Page, record: WardRecord, title: string): void {
  const { wardId, wardName, shift, startsAt, endsAt, complete, asOf, patients } = record;
  page.font(PLAIN).fontSize(10).fillColor(QUIET).text(title);
  page.font(BOLD).fontSize(18).fillColor(INK);
  page.text(`${wardName ?? wardId} (${wardId}), ${shift} shift`);
  page.font(PLAIN).fontSize(10).fillColor(INK);
  page.text(`${day(startsAt)}, ${clock(startsAt)} to ${clock(endsAt)} UTC`);
  page.text(complete ? 'The shift is over.' : `The shift is running: up to ${clock(asOf)} UTC.`);
  page.text(
    `Patients: ${patients.atStart} at the start, ${patients.atEnd} at the end, ${patients.most} at most. ` +
      `Nurses: ${record.nurses.filter(({ duty }) => duty.length > 0).length}. Shortfalls: ${record.shortfalls.length}.`,
  );
}

function shortfalls(page: Page, record: WardRecord): void {
  const all = record.shortfalls;
  section(page, 'Shortfalls');
  if (all.length === 0) quiet(page, 'None.');
  for (const one of all) shortfall(page, one, lastWord(record));
}

function shortfall(page: Page, one: RecordedShortfall, end: string): void {
  keepTogether(page, 64);
  page.font(BOLD).fontSize(10).fillColor(INK);
  page.text(
    `${one.ruleId}, ${one.severity}: ${clock(one.since)} to ${one.endedAt === null ? end : clock(one.endedAt)}, ${lasted(one.seconds)}`,
  );
  page.font(PLAIN).text(one.text);
  const numbers = Object.entries(one.facts).map(
    ([name, value]) => `${name} ${String(value ?? '-')}`,
  );
  quiet(page, numbers.join(', '));
  for (const { from, to, by, reason } of one.waived) {
    line(page, `Waived ${clock(from)} to ${to === null ? end : clock(to)} by ${by}: ${reason}`);
  }
  for (const { at, by, text, what } of one.deeds) {
    line(page, `${clock(at)}  ${what.replaceAll('_', ' ')}: ${text} (${by})`);
  }
  page.moveDown(0.6);
}

function nurses(page: Page, record: WardRecord): void {
  const all = record.nurses;
  section(page, 'Who had whom');
  if (all.length === 0) quiet(page, 'Nobody was on duty.');
  for (const nurse of all) nurseLines(page, nurse, lastWord(record));
}

function nurseLines(page: Page, nurse: RecordedNurse, end: string): void {
  keepTogether(page, 48);
  page.font(BOLD).fontSize(10).fillColor(INK);
  page.text(`${nurse.name}, ${nurse.licence} (${nurse.nurseId})`);
  if (nurse.competencies.length > 0) quiet(page, `Signed off for ${nurse.competencies.join(', ')}`);
  for (const { from, to, endReason } of nurse.duty) {
    line(
      page,
      `On duty ${clock(from)} to ${to === null ? end : clock(to)}${endReason === null ? '' : `: ${endReason}`}`,
    );
  }
  for (const { from, to, relievedBy } of nurse.breaks) {
    const by =
      relievedBy === null
        ? 'nobody relieved her'
        : `relieved by ${relievedBy.name ?? relievedBy.nurseId}`;
    line(page, `Break ${clock(from)} to ${to === null ? end : clock(to)}, ${by}`);
  }
  for (const { from, to, patient, acuity, assignedBy } of nurse.patients) {
    const whom = patient === null ? 'the ward as a whole' : `${patient.label} (${patient.ref})`;
    const rated = acuity === null ? '' : `, acuity ${acuity}`;
    line(
      page,
      `${clock(from)} to ${to === null ? end : clock(to)}  ${whom}${rated}, assigned by ${assignedBy}`,
    );
  }
  page.moveDown(0.5);
}

function verdicts(page: Page, { staffing }: WardRecord): void {
  section(page, 'What the rules asked for');
  if (staffing.length === 0) quiet(page, 'Not judged.');
  for (const { at, pack, required, present, ratio, waiver } of staffing) {
    const waived = waiver === null ? '' : `, waived by ${waiver.author}: ${waiver.reason}`;
    line(
      page,
      `${clock(at)}  required ${required ?? '-'}, counted ${present}, patients a nurse ${ratio ?? '-'} ` +
        `(${pack.id}, version ${pack.version}${waived})`,
    );
  }
}

function unreadable(page: Page): void {
  page.moveDown(1);
  quiet(page, 'This page cannot set every script in it; the CSV has all text as it was written.');
}

function section(page: Page, words: string): void {
  keepTogether(page, 80);
  page.moveDown(1);
  const { y } = page;
  page
    .moveTo(MARGIN, y)
    .lineTo(page.page.width - MARGIN, y)
    .lineWidth(0.5)
    .strokeColor(RULE)
    .stroke();
  page.moveDown(0.5).font(BOLD).fontSize(12).fillColor(INK).text(words, MARGIN);
  page.moveDown(0.3);
}

function line(page: Page, words: string): void {
  page
    .font(PLAIN)
    .fontSize(9)
    .fillColor(INK)
    .text(words, MARGIN + 12)
    .text('', MARGIN, page.y);
}

function quiet(page: Page, words: string): void {
  page.font(PLAIN).fontSize(9).fillColor(QUIET).text(words, MARGIN);
}

/** Starts a new page where fewer points than that are left on this one. */
function keepTogether(page: Page, points: number): void {
  if (page.y + points > page.page.height - MARGIN) page.addPage();
}

function pageNumbers(page: Page, { wardId, startsAt }: WardRecord): void {
  const { start, count } = page.bufferedPageRange();
  for (let i = start; i < start + count; i += 1) {
    page.switchToPage(i);
    page.page.margins.bottom = 0;
    page.font(PLAIN).fontSize(8).fillColor(QUIET);
    page.text(
      `${wardId}, ${day(startsAt)}, page ${i + 1} of ${count}`,
      MARGIN,
      page.page.height - 32,
      {
        lineBreak: false,
      },
    );
  }
}

function day(time: string): string {
  return time.slice(0, 10);
}
function clock(time: string): string {
  return time.slice(11, 16);
}
/** Until when lasts what had not ended by the end of the record. */
function lastWord({ complete }: WardRecord): string {
  return complete ? 'the end of the shift' : 'now';
}
function lasted(seconds: number): string {
  return seconds < 120 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
}
