import { randomUUID } from 'node:crypto';
import type { WardKey } from '../../src-shared/contract/ids.ts';
import type { WardState } from '../../src-shared/contract/state/ward-state.ts';
import { readWard } from '../support/ward-log.ts';
import type { HttpLines } from './http-lines.ts';
import type { Stage } from './stage.ts';

export interface Target {
  readonly stayId: string;
  readonly ward: WardKey;
  acuity: number;
}

/** When each command was due to be sent, ms of `performance.now()`, by Idempotency-Key. */
export type SentAt = Map<string, number>;

export interface WriterResult {
  /** The ward of each write that was answered 200. */
  readonly accepted: readonly WardKey[];
  readonly refused: number;
  /** POST sent → answer, ms. */
  readonly answers: readonly number[];
}

/** The patients of some wards, to write about. */
export async function readTargets(stage: Stage, wards: readonly WardKey[]): Promise<Target[]> {
  const targets: Target[] = [];
  for (const ward of wards) {
    const { state } = await readWard(stage.dispatcher, stage.gateways[0].url, ward);
    for (const { id, acuity } of (state as WardState).stays) {
      targets.push({ stayId: id, ward, acuity: acuity ?? 1 });
    }
  }
  return targets;
}

/**
 * Sends acuity changes at a fixed rate for a while, to the gateways in turn. It does not wait for
 * answers before it sends the next, and counts from the moment a command was due, so that a slow
 * server cannot slow the load down and look faster.
 *
 * @param gatewayOf which gateway (0 or 1) a ward's commands go to
 */
export async function write(
  stage: Stage,
  lines: HttpLines,
  targets: readonly Target[],
  load: { perSecond: number; seconds: number; gatewayOf: (ward: WardKey) => 0 | 1 },
  sentAt: SentAt,
): Promise<WriterResult> {
  const answers: number[] = [];
  const pending: Promise<void>[] = [];
  const accepted: WardKey[] = [];
  let refused = 0;
  const one = async (target: Target, due: number): Promise<void> => {
    const key = randomUUID();
    sentAt.set(key, due);
    target.acuity = (target.acuity % 5) + 1;
    const path = `/api/v1/stays/${target.stayId}/acuity`;
    const url = stage.gateways[load.gatewayOf(target.ward)].url;
    const { status } = await lines.send(url, 'POST', path, { acuity: target.acuity }, key);
    answers.push(performance.now() - due);
    if (status === 200) accepted.push(target.ward);
    else refused += 1;
  };
  const start = performance.now();
  const total = load.perSecond * load.seconds;
  for (let sent = 0; sent < total;) {
    const due = start + (sent * 1000) / load.perSecond;
    const now = performance.now();
    if (due > now) {
      await new Promise((resolve) => setTimeout(resolve, due - now));
      continue;
    }
    const target = targets[(sent * 7919) % targets.length];
    if (target !== undefined) pending.push(one(target, due));
    sent += 1;
  }
  await Promise.all(pending);
  return { accepted, refused, answers };
}

/** Divides wards between two gateways, so that both get about as many writes. */
export function evenly(targets: readonly Target[]): (ward: WardKey) => 0 | 1 {
  const sides = new Map<WardKey, 0 | 1>();
  const taken = [0, 0] as [number, number];
  for (const [ward, patients] of Map.groupBy(targets, (target) => target.ward)) {
    const side = taken[0] <= taken[1] ? 0 : 1;
    sides.set(ward, side);
    taken[side] += patients.length;
  }
  return (ward) => sides.get(ward) ?? 0;
}
