import { parseWardKey, wardKey, type WardKey } from '../../../../src-shared/contract/ids.ts';
import type { Nurse } from '../../../../src-shared/contract/state/nurse.ts';
import type { Stay } from '../../../../src-shared/contract/state/stay.ts';
import type { WardState } from '../../../../src-shared/contract/state/ward-state.ts';
import { isHouse } from '../../../../src-shared/domain/log/log-kind.ts';
import type { WardSummary } from '../../../host/host.ts';
import { bestMatches, matchScore } from '../../../ui/match.ts';
import { wardWords } from '../command-words.ts';
import type { Boards } from '../inverse-command.ts';
import { bedWords, staySearch } from '../stay-words.ts';

export interface FoundNurse {
  readonly kind: 'nurse';
  readonly nurse: Nurse;
  readonly ward: WardKey;
  readonly search: string;
}
export interface FoundStay {
  readonly kind: 'stay';
  readonly stay: Stay;
  readonly ward: WardKey;
  readonly state: WardState;
  readonly search: string;
}
export interface FoundWard {
  readonly kind: 'ward';
  readonly wardId: string;
  readonly name: string;
  readonly search: string;
}

/** A page of the hospital, by what it may be asked for. */
export interface FoundPage {
  readonly kind: 'page';
  readonly page: 'alerts' | 'record' | 'what-if';
  readonly text: string;
  readonly search: string;
}

const PAGES: readonly FoundPage[] = [
  { kind: 'page', page: 'alerts', text: 'Alerts', search: 'alerts alarms alarm load' },
  {
    kind: 'page',
    page: 'record',
    text: 'Record of shifts',
    search: 'record of shifts shortfalls report',
  },
  { kind: 'page', page: 'what-if', text: 'What if', search: 'what if rules evaluate staffing' },
];

/** What the palette knows of the hospital: everything it follows. */
export interface PaletteIndex {
  readonly nurses: readonly FoundNurse[];
  readonly stays: readonly FoundStay[];
  readonly wards: readonly FoundWard[];
}

export function paletteIndex(
  hospitalId: string,
  boards: Boards,
  wards: readonly WardSummary[],
): PaletteIndex {
  const nurses: FoundNurse[] = [];
  const stays: FoundStay[] = [];
  for (const [ward, log] of boards) {
    if (parseWardKey(ward).hospitalId !== hospitalId) continue;
    for (const nurse of log.nurses) {
      const place = wardWords(parseWardKey(ward).wardId);
      const search = `${nurse.name} ${nurse.id} ${nurse.licence} ${place}`;
      nurses.push({ kind: 'nurse', nurse, ward, search });
    }
    if (isHouse(log)) continue;
    for (const stay of log.stays) {
      stays.push({ kind: 'stay', stay, ward, state: log, search: staySearch(log, stay) });
    }
  }
  return {
    nurses,
    stays,
    wards: wards.map((ward) => ({
      kind: 'ward',
      wardId: ward.id,
      name: ward.name,
      search: `${ward.id} ${ward.name}`,
    })),
  };
}

export type Verb =
  'assign' | 'move' | 'break' | 'discharge' | 'transfer' | 'admit' | 'acuity' | 'end';

const VERBS: readonly Verb[] = [
  'assign',
  'move',
  'break',
  'discharge',
  'transfer',
  'admit',
  'acuity',
  'end',
];

/** One line that the palette offers, in order of how well it answers. */
export type PaletteEntry =
  | { readonly kind: 'assign'; readonly nurse: FoundNurse; readonly stay: FoundStay }
  | { readonly kind: 'move'; readonly nurse: FoundNurse; readonly ward: FoundWard }
  | {
      readonly kind: 'verb-nurse';
      readonly verb: 'assign' | 'move' | 'break';
      readonly nurse: FoundNurse;
    }
  | {
      readonly kind: 'verb-stay';
      readonly verb: 'assign' | 'discharge' | 'transfer' | 'acuity' | 'end';
      readonly stay: FoundStay;
    }
  | { readonly kind: 'admit'; readonly ward: FoundWard }
  | { readonly kind: 'open-nurse'; readonly nurse: FoundNurse }
  | { readonly kind: 'open-stay'; readonly stay: FoundStay }
  | { readonly kind: 'open-ward'; readonly ward: FoundWard }
  | { readonly kind: 'open-page'; readonly page: FoundPage };

const EACH = 6;

/**
 * What a line of words can mean: "icu" a ward, "okafor" a patient, "discharge okafor" a command,
 * "kim icu 4" a nurse and a place: assign her to the patient there, or move her to that ward.
 */
export function paletteEntries(query: string, index: PaletteIndex): readonly PaletteEntry[] {
  const words = query
    .trim()
    .split(/\s+/)
    .filter((word) => word !== '');
  const [first] = words;
  if (first === undefined) {
    const wards = index.wards.slice(0, 2 * EACH);
    return [...wards.map((ward): PaletteEntry => ({ kind: 'open-ward', ward })), ...pages(PAGES)];
  }
  return [
    ...commands(first, words.slice(1), index),
    ...pairs(words, index),
    ...pages(bestMatches(query, PAGES, EACH)),
    ...things(query, index),
  ];
}

function pages(found: readonly FoundPage[]): PaletteEntry[] {
  return found.map((page) => ({ kind: 'open-page', page }));
}

/** "discharge okafor": a verb (its beginning will do, from three letters) and whom it is about. */
function commands(first: string, rest: readonly string[], index: PaletteIndex): PaletteEntry[] {
  const typed = first.toLowerCase();
  const verb = typed.length < 3 ? undefined : VERBS.find((one) => one.startsWith(typed));
  if (verb === undefined) return [];
  const about = rest.join(' ');
  const stays = bestMatches(about, index.stays, EACH);
  const nurses = bestMatches(about, index.nurses, EACH);
  switch (verb) {
    case 'admit':
      return bestMatches(about, index.wards, EACH).map((ward) => ({ kind: 'admit', ward }));
    case 'assign':
      return [
        ...pairs(rest, index),
        ...nurses.map((nurse): PaletteEntry => ({ kind: 'verb-nurse', verb, nurse })),
        ...stays.map((stay): PaletteEntry => ({ kind: 'verb-stay', verb, stay })),
      ];
    case 'move':
      return [
        ...pairs(rest, index).filter((entry) => entry.kind === 'move'),
        ...nurses.map((nurse): PaletteEntry => ({ kind: 'verb-nurse', verb, nurse })),
      ];
    case 'break':
      return nurses.map((nurse) => ({ kind: 'verb-nurse', verb, nurse }));
    case 'discharge':
    case 'transfer':
    case 'acuity':
    case 'end':
      return stays.map((stay) => ({ kind: 'verb-stay', verb, stay }));
  }
}

/** "kim icu 4": the first words name a nurse, the others a patient's place or a ward. */
function pairs(words: readonly string[], index: PaletteIndex): PaletteEntry[] {
  const entries: PaletteEntry[] = [];
  for (let cut = words.length - 1; cut > 0 && entries.length < EACH; cut -= 1) {
    const who = words.slice(0, cut).join(' ');
    const where = words.slice(cut).join(' ');
    const nurses = bestMatches(
      who,
      index.nurses.filter((one) => isName(who, one)),
      3,
    );
    if (nurses.length === 0) continue;
    const stays = closeMatches(where, index.stays);
    const wards = closeMatches(where, index.wards);
    for (const nurse of nurses) {
      entries.push(...stays.map((stay): PaletteEntry => ({ kind: 'assign', nurse, stay })));
      entries.push(...wards.map((ward): PaletteEntry => ({ kind: 'move', nurse, ward })));
    }
  }
  return entries;
}

/** Those that answer about as well as the best does: "icu 4" is not NICU-14 if there is an ICU-04. */
function closeMatches<T extends { readonly search: string }>(
  query: string,
  options: readonly T[],
): readonly T[] {
  const best = bestMatches(query, options, 3);
  const score = (option: T | undefined) => (option && matchScore(query, option.search)) ?? 0;
  const top = score(best[0]);
  return best.filter((option) => score(option) * 4 >= top * 3);
}

/** The words of a nurse in a pair have to be in her name or number, not in where she works. */
function isName(who: string, { nurse }: FoundNurse): boolean {
  return nurse.id === who || matchScore(who, nurse.name) !== null;
}

function things(query: string, index: PaletteIndex): PaletteEntry[] {
  return [
    ...bestMatches(query, index.wards, EACH).map((ward): PaletteEntry => ({
      kind: 'open-ward',
      ward,
    })),
    ...bestMatches(query, index.stays, EACH).map((stay): PaletteEntry => ({
      kind: 'open-stay',
      stay,
    })),
    ...bestMatches(query, index.nurses, EACH).map((nurse): PaletteEntry => ({
      kind: 'open-nurse',
      nurse,
    })),
  ];
}

/** A name for an entry that stays the same while one types. */
export function entryId(entry: PaletteEntry): string {
  switch (entry.kind) {
    case 'assign':
      return `assign ${entry.nurse.ward} ${entry.nurse.nurse.id} ${entry.stay.stay.id}`;
    case 'move':
      return `move ${entry.nurse.ward} ${entry.nurse.nurse.id} ${entry.ward.wardId}`;
    case 'verb-nurse':
      return `${entry.verb} ${entry.nurse.ward} ${entry.nurse.nurse.id}`;
    case 'verb-stay':
      return `${entry.verb} ${entry.stay.stay.id}`;
    case 'admit':
    case 'open-ward':
      return `${entry.kind} ${entry.ward.wardId}`;
    case 'open-nurse':
      return `open ${entry.nurse.ward} ${entry.nurse.nurse.id}`;
    case 'open-stay':
      return `open ${entry.stay.stay.id}`;
    case 'open-page':
      return `page ${entry.page.page}`;
  }
}

const VERB_WORDS = {
  assign: 'Assign',
  move: 'Move',
  break: 'Break:',
  discharge: 'Discharge',
  transfer: 'Transfer',
  acuity: 'Acuity of',
  end: 'End an assignment of',
} as const;

export function entryWords(entry: PaletteEntry): { text: string; facts: string } {
  switch (entry.kind) {
    case 'assign':
      return {
        text: `Assign ${entry.nurse.nurse.name} to ${entry.stay.stay.patient.label}`,
        facts: bedWords(entry.stay.state, entry.stay.stay),
      };
    case 'move':
      return {
        text: `Move ${entry.nurse.nurse.name} to ${entry.ward.name}`,
        facts: entry.ward.wardId,
      };
    case 'verb-nurse':
      return {
        text: `${VERB_WORDS[entry.verb]} ${entry.nurse.nurse.name}`,
        facts: placeWords(entry.nurse),
      };
    case 'verb-stay':
      return {
        text: `${VERB_WORDS[entry.verb]} ${entry.stay.stay.patient.label}`,
        facts: bedWords(entry.stay.state, entry.stay.stay),
      };
    case 'admit':
      return { text: `Admit a patient to ${entry.ward.name}`, facts: entry.ward.wardId };
    case 'open-ward':
      return { text: entry.ward.name, facts: entry.ward.wardId };
    case 'open-nurse':
      return { text: entry.nurse.nurse.name, facts: placeWords(entry.nurse) };
    case 'open-stay':
      return {
        text: entry.stay.stay.patient.label,
        facts: bedWords(entry.stay.state, entry.stay.stay),
      };
    case 'open-page':
      return { text: entry.page.text, facts: 'Page' };
  }
}

function placeWords({ nurse, ward }: FoundNurse): string {
  return `${nurse.licence}  ${wardWords(parseWardKey(ward).wardId)}`;
}

export function wardKeyOf(hospitalId: string, { wardId }: FoundWard): WardKey {
  return wardKey({ hospitalId, wardId });
}
