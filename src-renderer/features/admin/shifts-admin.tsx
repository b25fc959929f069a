import { Pencil, Plus } from 'lucide-react';
import { useMemo, useState } from 'react';
import {
  type ListedShift,
  nursesAnswerSchema,
  shiftsAnswerSchema,
} from '../../../src-shared/contract/reads.ts';
import { useHospital } from '../../app/hospital-wards.tsx';
import { Button } from '../../ui/button.tsx';
import { useNow } from '../../ui/clock.ts';
import { DataTable } from '../../ui/data-table.tsx';
import { bestMatches } from '../../ui/match.ts';
import { dayAndTime } from '../../ui/time-words.ts';
import { AdminSection } from './admin-section.tsx';
import { ListFilter } from './list-filter.tsx';
import { ShiftForm } from './shift-form.tsx';
import { emptyWords } from './staff-admin.tsx';
import { useSetupList } from './use-setup.ts';

const SHOWN = 200;
const MINUTE_MS = 60_000;

/** Who is on, and who will be in the next fortnight. */
export function ShiftsAdmin() {
  const { hospitalId } = useHospital();
  const base = `/api/v1/hospitals/${hospitalId}`;
  const shifts = useSetupList(`${base}/shifts`, shiftsAnswerSchema);
  const staff = useSetupList(`${base}/nurses`, nursesAnswerSchema);
  const [query, setQuery] = useState('');
  const [edited, setEdited] = useState<ListedShift | 'new' | null>(null);
  const now = useNow(MINUTE_MS);
  const names = useMemo(
    () => new Map((staff.value?.nurses ?? []).map((nurse) => [nurse.id, nurse.name])),
    [staff.value],
  );
  const all = (shifts.value?.shifts ?? []).map((shift) => ({
    shift,
    search: `${names.get(shift.nurseId) ?? ''} ${shift.nurseId} ${shift.wardId ?? 'float pool'} ${shift.status}`,
  }));
  const shown = bestMatches(query, all, SHOWN);
  return (
    <AdminSection
      title="Shifts"
      about={
        all.length > shown.length
          ? `${shown.length} of ${all.length} shifts, running and of the next 14 days; type to find others.`
          : 'Running, and planned for the next 14 days. Shifts start and end by themselves.'
      }
      filter={<ListFilter label="Find a shift" value={query} onChange={setQuery} />}
      action={
        <Button
          kind="primary"
          icon={<Plus aria-hidden />}
          isDisabled={staff.value === null}
          onPress={() => {
            setEdited('new');
          }}
        >
          Plan a shift
        </Button>
      }
    >
      <DataTable
        label="Shifts"
        rows={shown.map((one) => one.shift)}
        rowKey={(shift) => shift.id}
        empty={emptyWords(shifts.problem?.sentence, shifts.value !== null, 'No shift matches.')}
        columns={[
          {
            id: 'nurse',
            title: 'Nurse',
            cell: (shift) => names.get(shift.nurseId) ?? shift.nurseId,
          },
          {
            id: 'ward',
            title: 'Ward',
            kind: 'code',
            cell: (shift) => shift.wardId ?? 'float pool',
          },
          {
            id: 'from',
            title: 'Starts',
            kind: 'number',
            cell: (shift) => dayAndTime(Date.parse(shift.startsAt), now),
          },
          {
            id: 'to',
            title: 'Ends',
            kind: 'number',
            cell: (shift) => dayAndTime(Date.parse(shift.endsAt), now),
          },
          { id: 'status', title: 'State', cell: (shift) => shift.status },
          {
            id: 'actions',
            title: 'Actions',
            kind: 'actions',
            cell: (shift) =>
              shift.status !== 'ended' && (
                <Button
                  kind="plain"
                  icon={<Pencil aria-hidden />}
                  aria-label={`Change the shift of ${names.get(shift.nurseId) ?? shift.nurseId}`}
                  onPress={() => {
                    setEdited(shift);
                  }}
                >
                  Change
                </Button>
              ),
          },
        ]}
      />
      {edited !== null && (
        <ShiftForm
          shift={edited === 'new' ? null : edited}
          nurses={staff.value?.nurses ?? []}
          onSaved={shifts.reload}
          onClose={() => {
            setEdited(null);
          }}
        />
      )}
    </AdminSection>
  );
}
