import type { Waiver } from '../../src-shared/contract/state/waiver.ts';
import type { WardRecord } from '../../src-shared/contract/ward-record.ts';
import { sameWaiver } from '../../src-shared/domain/staffing/with-staffing.ts';

/** A waiver in a shift: `from` where it was first seen, `to` null where it outlasts the record. */
export interface WaiverSpan {
  readonly from: string;
  readonly to: string | null;
  readonly waiver: Waiver;
}

/** Every waiver of a shift in the order of time, with when it truly began and ended there. */
export function waiverSpans({ staffing }: Pick<WardRecord, 'staffing'>): readonly WaiverSpan[] {
  return staffing.reduce<readonly WaiverSpan[]>((spans, { at, waiver }) => {
    const last = spans.at(-1);
    const open = last?.to === null ? last : undefined;
    if (open !== undefined && sameWaiver(open.waiver, waiver)) return spans;
    const past = open === undefined ? spans : [...spans.slice(0, -1), { ...open, to: at }];
    return waiver === null ? past : [...past, { from: at, to: null, waiver }];
  }, []);
}
