import type { LogState } from '../../src-shared/contract/state/log-state.ts';
import type { WardState } from '../../src-shared/contract/state/ward-state.ts';
import { isHouse } from '../../src-shared/domain/log/log-kind.ts';
import type { KeptBoard } from '../sync-host/host-messages.ts';

export interface SheetContents {
  readonly boards: readonly KeptBoard[];
  /** When it is written, by the server's clock as far as known, in milliseconds since 1970. */
  readonly writtenAt: number;
  /** So many changes of this computer are in the boards and not at the server. */
  readonly unsent: number;
}

/**
 * The downtime sheet as a page to be printed: each ward with its patients by bed, who has them, and
 * who is on duty until when. Pure; every text from outside is escaped.
 */
export function sheetHtml({ boards, writtenAt, unsent }: SheetContents): string {
  const wards = boards
    .flatMap(({ state, freshness }) => (isWard(state) ? [{ state, freshness }] : []))
    .sort((a, b) => compare(keyOf(a.state), keyOf(b.state)));
  const written = when(writtenAt);
  const sections = wards.map(({ state, freshness }) => {
    const since = 'since' in freshness ? freshness.since : null;
    const age = freshness.kind === 'live' ? written : since === null ? 'unknown' : when(since);
    return { line: wardLine(state, age), section: wardSection(state, age) };
  });
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Downtime sheet</title>
<style>${STYLE}</style></head><body>
<h1>Downtime sheet</h1><p>Written ${written}. Times are those of this computer. Destroy it when the system is back.</p>
${unsentLine(unsent)}${sections.length === 0 ? '<p>No board is known on this computer.</p>' : overview(sections.map(({ line }) => line))}
${sections.map(({ section }) => section).join('\n')}
</body></html>`;
}

function unsentLine(count: number): string {
  if (count === 0) return '';
  const changes = count === 1 ? 'One change' : `${String(count)} changes`;
  return `<p><b>${changes} made on this computer ${count === 1 ? 'is' : 'are'} on these pages, and not at the server yet.</b></p>\n`;
}

/** The first page: which wards follow, in the order of their pages, and how each stands. */
function overview(lines: readonly string[]): string {
  return `<table><thead><tr><th>Hospital</th><th>Ward</th><th>Name</th><th>Patients</th><th>Beds</th><th>Nurses</th><th>As of</th></tr></thead><tbody>
${lines.join('\n')}</tbody></table>`;
}

function wardLine(state: WardState, asOf: string): string {
  const { hospitalId, wardId, name, stays, beds } = state;
  return row([hospitalId, wardId, name, stays.length, beds.length, nursesOf(state), asOf]);
}

/** Those who count, of those required as far as a rule says that; null: not known. */
function nursesOf({ staffing }: WardState): string | null {
  if (staffing === null) return null;
  const { present, required } = staffing;
  return required === null ? text(present) : `${text(present)} of ${text(required)}`;
}

function wardSection(state: WardState, asOf: string): string {
  const nurses = nursesOf(state);
  const title = `${text(state.hospitalId)} ${text(state.wardId)} · ${text(state.name)}, as of ${text(asOf)}`;
  return `<section><h2>${text(state.hospitalId)} ${text(state.wardId)} · ${text(state.name)}</h2>
<p>As of ${text(asOf)}. ${String(state.stays.length)} patients, ${String(state.beds.length)} beds, ${nurses === null ? 'Nurses not counted' : `${nurses} nurses`}.${emptyBeds(state)}</p>
<table><thead>${titleRow(title, 6)}<tr><th>Bed</th><th>Patient</th><th>Ref</th><th>Acuity</th><th>Nurses</th><th>Notes</th></tr></thead><tbody>
${patientRows(state)}</tbody></table>
<table><thead>${titleRow(title, 4)}<tr><th>Nurse</th><th>Licence</th><th>Until</th><th>Patients</th></tr></thead><tbody>
${nurseRows(state)}</tbody></table></section>`;
}

/** Of a table that goes on on the next page each page says which ward it is of, and how old. */
function titleRow(title: string, columns: number): string {
  return `<tr><th class="title" colspan="${String(columns)}">${title}</th></tr>`;
}

function emptyBeds({ beds, stays }: WardState): string {
  const taken = new Set(stays.map(({ bedId }) => bedId));
  const empty = beds.filter(({ id }) => !taken.has(id)).map(({ label }) => label);
  return empty.length === 0 ? '' : ` Empty: ${text(empty.sort(compare).join(', '))}.`;
}

function patientRows(state: WardState): string {
  const bed = new Map(state.beds.map(({ id, label }) => [id, label]));
  const nurse = new Map(state.nurses.map(({ id, name }) => [id, name]));
  const rows = state.stays.map((stay) => ({
    stay,
    label: stay.bedId === null ? '' : (bed.get(stay.bedId) ?? stay.bedId),
  }));
  rows.sort((a, b) => compare(a.label, b.label));
  return rows
    .map(({ stay, label }) => {
      const theirs = state.assignments.filter(({ stayId }) => stayId === stay.id);
      const names = theirs.map(({ nurseId }) => nurse.get(nurseId) ?? nurseId).join(', ');
      const notes = theirs.flatMap((each) => each.notes.map((note) => note.text)).join(' · ');
      const { patient, acuity } = stay;
      return row([label, patient.label, patient.ref, acuity, names, notes]);
    })
    .join('\n');
}

function nurseRows(state: WardState): string {
  return [...state.nurses]
    .sort((a, b) => compare(a.name, b.name))
    .map(({ id, name, licence, shift }) => {
      const until = shift === null ? '' : when(Date.parse(shift.endsAt));
      const patients = state.assignments.filter(
        ({ nurseId, stayId }) => nurseId === id && stayId !== null,
      );
      return row([name, licence, until, patients.length]);
    })
    .join('\n');
}

function row(cells: readonly (string | number | null)[]): string {
  return `<tr>${cells.map((cell) => `<td>${text(cell)}</td>`).join('')}</tr>`;
}

function isWard(state: LogState): state is WardState {
  return !isHouse(state);
}

function keyOf(state: WardState): string {
  return `${state.hospitalId}/${state.wardId}`;
}

function compare(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true });
}

function when(ms: number): string {
  return new Date(ms).toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'short' });
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function text(value: string | number | null): string {
  return String(value ?? '').replace(/[&<>"']/g, (character) => ESCAPES[character] ?? '');
}

const STYLE = `
/* A table's outer lines lie half outside of it. */
body { font: 10pt sans-serif; margin: 0 1pt; } h1 { font-size: 15pt; margin: 0 0 4pt; }
section { break-before: page; } h2 { font-size: 12pt; margin: 0; } p { margin: 2pt 0 6pt; }
table { border-collapse: collapse; width: 100%; margin-bottom: 10pt; }
th, td { border: 0.5pt solid #555; padding: 2pt 4pt; text-align: left; vertical-align: top; }
th { background: #eee; } th.title { background: none; font-weight: normal; } tr { break-inside: avoid; } thead { display: table-header-group; }`;
