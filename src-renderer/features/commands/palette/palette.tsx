import { BedDouble, FileText, PanelsTopLeft, UserRound, Zap } from 'lucide-react';
import { useMemo, useState } from 'react';
import { useNavigate } from '@tanstack/react-router';
import { parseWardKey, type WardKey } from '../../../../src-shared/contract/ids.ts';
import { type Desk, useDesk } from '../../../app/desk.ts';
import { useHospital } from '../../../app/hospital-wards.tsx';
import { useHost, useReadable } from '../../../app/host-context.tsx';
import type { PickerOption } from '../../../ui/picker.tsx';
import { PickerDialog } from '../../../ui/picker-dialog.tsx';
import { boardsOf } from '../boards.ts';
import { nurseOptions } from '../nurse-options.ts';
import { useAssign } from '../use-assign.ts';
import {
  entryId,
  entryWords,
  type FoundNurse,
  type FoundStay,
  paletteEntries,
  type PaletteEntry,
  paletteIndex,
  wardKeyOf,
} from './palette-entries.ts';

interface EntryOption extends PickerOption {
  readonly entry: PaletteEntry;
}

const ICONS = {
  'open-ward': <PanelsTopLeft aria-hidden />,
  'open-stay': <BedDouble aria-hidden />,
  'open-nurse': <UserRound aria-hidden />,
  'open-page': <FileText aria-hidden />,
} as const;

const PAGE_ROUTES = {
  alerts: '/h/$hospitalId/alerts',
  record: '/h/$hospitalId/record',
  'what-if': '/h/$hospitalId/what-if',
} as const;

/** Ctrl K: searches patients, nurses and wards, and carries out what is typed. */
export function Palette({ query: given, onClose }: { query: string; onClose: () => void }) {
  const { hospitalId, wards } = useHospital();
  const host = useHost();
  const boards = boardsOf(useReadable(host.board));
  const [query, setQuery] = useState(given);
  const index = useMemo(
    () => paletteIndex(hospitalId, boards, wards ?? []),
    [hospitalId, boards, wards],
  );
  const options = useMemo(() => optionsFor(query, index), [query, index]);
  const choose = useChoose(hospitalId);
  return (
    <PickerDialog
      title="Search or command"
      question="Patient, nurse, ward or page; or “kim icu 4”, “discharge okafor”"
      nothing="Nothing in this hospital matches."
      options={options}
      query={query}
      onQuery={setQuery}
      onPick={({ entry }) => {
        if (choose(entry)) onClose();
      }}
      onClose={onClose}
    />
  );
}

function optionsFor(query: string, index: ReturnType<typeof paletteIndex>): readonly EntryOption[] {
  const byId = new Map<string, EntryOption>();
  for (const entry of paletteEntries(query, index)) {
    const id = entryId(entry);
    if (byId.has(id)) continue;
    const icon =
      entry.kind in ICONS ? ICONS[entry.kind as keyof typeof ICONS] : <Zap aria-hidden />;
    byId.set(id, { id, ...entryWords(entry), search: '', icon, entry });
  }
  return [...byId.values()];
}

/** Carries an entry out; gives whether the palette may close (false: another window took its place). */
function useChoose(hospitalId: string): (entry: PaletteEntry) => boolean {
  const desk = useDesk();
  const host = useHost();
  const assign = useAssign();
  const navigate = useNavigate();
  const goTo = (ward: WardKey) => {
    void navigate({ to: '/h/$hospitalId/w/$wardId', params: parseWardKey(ward) });
  };
  const assignHer = (nurse: FoundNurse, stay: FoundStay): boolean => {
    const options = nurseOptions(
      boardsOf(host.board.get()),
      stay.ward,
      stay.state,
      host.serverNow(),
    );
    const option = options.find(
      (one) => one.nurse.id === nurse.nurse.id && one.from === nurse.ward,
    );
    return option ? assign(stay.ward, [stay.stay.id], option) : true;
  };
  return (entry) => {
    switch (entry.kind) {
      case 'assign':
        return assignHer(entry.nurse, entry.stay);
      case 'move': {
        const { nurse, ward } = entry.nurse;
        const body = { hospitalId, wardId: entry.ward.wardId };
        desk.run({ kind: 'move-nurse', ward, nurseId: nurse.id, body });
        return true;
      }
      case 'verb-nurse':
        askAboutNurse(desk, entry.verb, entry.nurse);
        return false;
      case 'verb-stay':
        askAboutStay(desk, entry.verb, entry.stay);
        return false;
      case 'admit':
        desk.ask({ kind: 'admit', ward: wardKeyOf(hospitalId, entry.ward), bedId: null });
        return false;
      case 'open-ward':
        goTo(wardKeyOf(hospitalId, entry.ward));
        return true;
      case 'open-nurse':
        desk.ask({ kind: 'nurse', ward: entry.nurse.ward, nurseId: entry.nurse.nurse.id });
        return false;
      case 'open-stay':
        goTo(entry.stay.ward);
        desk.ask({ kind: 'patient', ward: entry.stay.ward, stayId: entry.stay.stay.id });
        return false;
      case 'open-page':
        void navigate({ to: PAGE_ROUTES[entry.page.page], params: { hospitalId } });
        return true;
    }
  };
}

function askAboutNurse(
  desk: Desk,
  verb: 'assign' | 'move' | 'break',
  { nurse, ward }: FoundNurse,
): void {
  if (verb === 'assign') desk.ask({ kind: 'assign-to', ward, nurseId: nurse.id });
  else if (verb === 'move') desk.ask({ kind: 'move-nurse', ward, nurseIds: [nurse.id] });
  else desk.ask({ kind: 'break', ward, nurseId: nurse.id });
}

function askAboutStay(
  desk: Desk,
  verb: 'assign' | 'discharge' | 'transfer' | 'acuity' | 'end',
  { stay, ward }: FoundStay,
): void {
  const stayIds = [stay.id];
  if (verb === 'transfer') desk.ask({ kind: 'transfer', ward, stayId: stay.id });
  else if (verb === 'end') desk.ask({ kind: 'end-assignment', ward, stayIds });
  else desk.ask({ kind: verb, ward, stayIds });
}
