import { useMemo } from 'react';
import {
  type ListedShift,
  nursesAnswerSchema,
  shiftsAnswerSchema,
} from '../../../src-shared/contract/reads.ts';
import { useHospital } from '../../app/hospital-wards.tsx';
import { useNow } from '../../ui/clock.ts';
import { dayAndTime } from '../../ui/time-words.ts';
import { SetupTable } from './setup-table.tsx';
import { ShiftForm } from './shift-form.tsx';
import { useSetupList } from './use-setup.ts';

const MINUTE_MS = 60_000;

/** Who is on, and who will be in the next fortnight. */
export function ShiftsAdmin() {
  const { hospitalId } = useHospital();
  const base = `/api/v1/hospitals/${hospitalId}`;
  const shifts = useSetupList(`${base}/shifts`, shiftsAnswerSchema);
  const staff = useSetupList(`${base}/nurses`, nursesAnswerSchema);
  const now = useNow(MINUTE_MS);
  const names = useMemo(
    () => new Map((staff.value?.nurses ?? []).map((nurse) => [nurse.id, nurse.name])),
    [staff.value],
  );
  const nameOf = (shift: ListedShift) => names.get(shift.nurseId) ?? shift.nurseId;
  const isRead = shifts.value !== null && staff.value !== null;
  return (
    <SetupTable
      title="Shifts"
      about="Running, and planned for the next 14 days. Shifts start and end by themselves."
      rows={isRead ? shifts.value.shifts : null}
      rowKey={(shift) => shift.id}
      rowName={(shift) => `the shift of ${nameOf(shift)}`}
      columns={[
        { id: 'nurse', title: 'Nurse', cell: nameOf },
        { id: 'ward', title: 'Ward', kind: 'code', cell: wardOf },
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
      ]}
      problem={shifts.problem ?? staff.problem}
      nothing="No shift matches."
      newText="Plan a shift"
      filter={{
        label: 'Find a shift',
        search: (shift) => `${nameOf(shift)} ${shift.nurseId} ${wardOf(shift)} ${shift.status}`,
      }}
      canChange={(shift) => shift.status !== 'ended'}
      form={(shift, onClose) => (
        <ShiftForm
          shift={shift}
          nurses={staff.value?.nurses ?? []}
          onSaved={shifts.reload}
          onClose={onClose}
        />
      )}
    />
  );
}

function wardOf(shift: ListedShift): string {
  return shift.wardId ?? 'float pool';
}
