import type { PackBody } from '../../src-shared/contract/state/rule-pack.ts';
import { SHIPPED_PACKS } from '../../src-shared/domain/staffing/packs.ts';

const { body } = SHIPPED_PACKS.california;

/** California without hold times: what is broken is an alert at once, and over at once. */
export const AT_ONCE: PackBody = {
  ...body,
  alarms: Object.fromEntries(
    Object.entries(body.alarms).map(([rule, alarm]) => [rule, { ...alarm, holdMs: 0, clearMs: 0 }]),
  ) as PackBody['alarms'],
};
