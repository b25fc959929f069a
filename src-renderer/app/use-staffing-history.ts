import { parseWardKey, type WardKey } from '../../src-shared/contract/ids.ts';
import {
  type StaffingHistory,
  staffingHistoryAnswerSchema,
} from '../../src-shared/contract/staffing-reads.ts';
import { useWard } from './host-context.tsx';
import { type Read, useRead } from './use-read.ts';

/** How the verdict on a ward went over the last 12 hours; read anew when it changes. */
export function useStaffingHistory(ward: WardKey): Read<StaffingHistory> {
  const { hospitalId, wardId } = parseWardKey(ward);
  const asOf = useWard(ward)?.staffing?.asOf ?? '';
  const path = `/api/v1/hospitals/${hospitalId}/wards/${wardId}/staffing?hours=12`;
  return useRead(path, staffingHistoryAnswerSchema, asOf);
}
