import { randomUUID } from 'node:crypto';
import type { WardKey } from '../../../src-shared/contract/ids.ts';
import type { LogState } from '../../../src-shared/contract/state/log-state.ts';
import type { WardState } from '../../../src-shared/contract/state/ward-state.ts';
import type { EventDraft } from '../../../src-shared/domain/board.ts';
import { logsAfter } from '../../../src-shared/domain/board-after.ts';
import {
  evaluateStaffing,
  evaluateStaffingRules,
} from '../../../src-shared/domain/staffing/evaluate-staffing.ts';
import { judgeWards } from '../../../src-shared/domain/staffing/judge-wards.ts';
import { SHIPPED_PACKS } from '../../../src-shared/domain/staffing/packs.ts';
import { type ApiClient, signIn } from '../../support/api-client.ts';
import { AT_ONCE } from '../../support/at-once-pack.ts';
import { until } from '../../support/until.ts';
import { WardClient } from '../../support/ward-client.ts';
import { latencyRow, medianWithSpread, printTable, quantile } from '../figures.ts';
import type { Stage } from '../stage.ts';

const ROUNDS = 21;
const CYCLES = 200;
const WARD = 'H1/BENCH';

/**
 * What the staffing rules cost: an alert's way to a client of the other gateway beside that of the
 * event which raised it, all wards evaluated at once, and what evaluation adds to a command.
 */
export async function staffing(stage: Stage): Promise<void> {
  const { plain, alerts, answers } = await measureAlerts(stage);
  printTable(`POST sent → frame at the other gateway, ${CYCLES} admissions each`, [
    latencyRow('stay.admitted, no alert', plain),
    latencyRow('alert.raised by it', alerts),
    latencyRow('(answer to the POST)', answers),
  ]);
  const states = await readStates(stage);
  measureEvaluation(states);
  measureShare(states, quantile(answers, 0.5));
}

async function measureAlerts(stage: Stage) {
  const [first, second] = stage.gateways;
  const admin = await signIn(first.url, 'admin');
  await put(stage, admin, 'wards/BENCH', { name: 'Bench', unitType: 'medical_surgical', beds: [] });
  await put(stage, admin, 'packs/at-once', { title: 'At once', replaces: null, body: AT_ONCE });
  const seen = new Map<string, number>();
  const client = new WardClient({
    wards: [WARD],
    dial: async () => ({
      realtimeUrl: second.realtimeUrl,
      ticket: await stage.dispatcher.ticket(second.url),
    }),
    onFrame: (frame) => {
      if (frame.type !== 'events') return;
      for (const { commandId, type } of frame.events) {
        seen.set(`${type} ${commandId ?? ''}`, performance.now());
      }
    },
  }).start();
  try {
    await until(() => client.isLive, { within: 30_000, what: 'live' });
    const answers: number[] = [];
    const plain = await admissions(stage, seen, 'stay.admitted', []);
    const pack = { packId: 'at-once', version: 1 };
    await put(stage, admin, 'wards/BENCH/pack', { pack });
    const alerts = await admissions(stage, seen, 'alert.raised', answers);
    if (client.violations.length > 0) throw new Error(client.violations.join('\n'));
    return { plain, alerts, answers };
  } finally {
    await client.close();
  }
}

/** Admits and discharges one patient after the other; how long each event took to arrive. */
async function admissions(
  stage: Stage,
  seen: ReadonlyMap<string, number>,
  type: string,
  answers: number[],
): Promise<number[]> {
  const { url } = stage.gateways[0];
  const latencies: number[] = [];
  for (let i = 0; i < CYCLES; i += 1) {
    const key = randomUUID();
    const id = randomUUID();
    const patient = { ref: id, label: 'Nina Nine' };
    const body = { id, hospitalId: 'H1', wardId: 'BENCH', patient };
    const sent = performance.now();
    const answer = await stage.dispatcher.send(url, 'POST', '/api/v1/stays', body, key);
    if (answer.status !== 201) throw new Error(JSON.stringify(answer));
    answers.push(performance.now() - sent);
    const event = `${type} ${key}`;
    await until(() => seen.has(event), { within: 10_000, every: 1, what: event });
    latencies.push((seen.get(event) ?? Number.NaN) - sent);
    await stage.dispatcher.send(url, 'POST', `/api/v1/stays/${id}/discharge`, {});
  }
  return latencies;
}

async function put(stage: Stage, admin: ApiClient, path: string, body: unknown): Promise<void> {
  const { url } = stage.gateways[0];
  const answer = await admin.send(url, 'PUT', `/api/v1/hospitals/H1/${path}`, body);
  if (answer.status !== 200) throw new Error(JSON.stringify(answer));
}

async function readStates(stage: Stage): Promise<WardState[]> {
  const { url } = stage.gateways[0];
  const states: WardState[] = [];
  for (const ward of stage.wards) {
    const path = `/api/v1/hospitals/${ward.replace('/', '/wards/')}`;
    const { body } = await stage.dispatcher.get<{ state: WardState }>(url, path);
    states.push(body.state);
  }
  return states;
}

function measureEvaluation(states: readonly WardState[]): void {
  const at = new Date().toISOString();
  const of = (work: (state: WardState) => unknown): number[] =>
    Array.from({ length: ROUNDS }, () => timed(() => states.forEach(work)));
  const pack = (state: WardState) => state.staffing?.pack ?? SHIPPED_PACKS.california;
  const rules = of((state) => evaluateStaffingRules(state, at, pack(state)));
  const numbers = of((state) => evaluateStaffing(state, at, pack(state)));
  printTable(`${states.length} wards evaluated, ${ROUNDS} times, ms`, [
    { what: 'every rule, with its findings', 'median (least–most)': medianWithSpread(rules) },
    { what: 'required and counted alone', 'median (least–most)': medianWithSpread(numbers) },
  ]);
}

/** A discharge in each ward, applied alone and applied and judged. */
function measureShare(states: readonly WardState[], command: number): void {
  const at = new Date().toISOString();
  const cases = states.flatMap((state) => {
    const [stay] = state.stays;
    const ward: WardKey = `${state.hospitalId}/${state.wardId}`;
    if (stay === undefined) return [];
    const drafts: EventDraft[] = [{ ward, type: 'stay.discharged', data: { stay } }];
    return [{ logs: new Map<WardKey, LogState>([[ward, state]]), drafts, state }];
  });
  const each = (ms: number) => ms / cases.length;
  const judged = Array.from({ length: ROUNDS }, () =>
    timed(() => {
      for (const { logs, drafts, state } of cases) {
        const pack = state.staffing?.pack ?? SHIPPED_PACKS.california;
        const rules = () => ({ pack, waiver: null });
        judgeWards(logs, drafts, {
          at,
          rules,
          alarms: () => ({}),
          newId: randomUUID,
          always: false,
        });
      }
    }),
  ).map(each);
  const applied = Array.from({ length: ROUNDS }, () =>
    timed(() => {
      for (const { logs, drafts } of cases) logsAfter(logs, drafts);
    }),
  ).map(each);
  const added = quantile(judged, 0.5) - quantile(applied, 0.5);
  printTable('What evaluation adds to a command, ms', [
    { what: 'a discharge applied', 'median (least–most)': medianWithSpread(applied, 4) },
    { what: 'applied and judged', 'median (least–most)': medianWithSpread(judged, 4) },
    { what: 'a command, POST to answer', 'median (least–most)': command.toFixed(2) },
    { what: 'added', 'median (least–most)': `${((added / command) * 100).toFixed(2)} %` },
  ]);
}

function timed(work: () => void): number {
  const began = performance.now();
  work();
  return performance.now() - began;
}
