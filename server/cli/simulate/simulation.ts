import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { locationsAnswerSchema } from '../../../src-shared/contract/commands/put-locations.ts';
import { hospitalsAnswerSchema, wardsAnswerSchema } from '../../../src-shared/contract/reads.ts';
import { wardStateSchema } from '../../../src-shared/contract/state/ward-state.ts';
import { MllpClient } from '../../intake/mllp/mllp-client.ts';
import { adtMessage } from './adt-message.ts';
import { differences } from './agreement.ts';
import { Api, type Credentials } from './api.ts';
import { SimulationClock } from './clock.ts';
import { Dispatcher } from './dispatcher.ts';
import { HospitalFeed } from './hospital-feed.ts';
import { HospitalModel, modelWard, type ModelWard } from './hospital-model.ts';
import { ARRIVALS_PER_DAY, ED_SHARE, HOUR_MS } from './patient-flow.ts';
import { Random } from './random.ts';
import { planAhead } from './roster.ts';

export interface SimulationSettings {
  readonly mllp: { readonly host: string; readonly port: number };
  readonly url: string;
  /** Simulated time over real time. */
  readonly speed: number;
  readonly seed: string;
  /** Real milliseconds; null: until told to stop. */
  readonly durationMs: number | null;
  readonly dispatcher: Credentials;
  readonly admin: Credentials;
  /** Told a line of progress now and then. */
  readonly report: (line: string) => void;
}

export interface SimulationResult {
  readonly sent: number;
  readonly accepted: number;
  /** Messages answered with anything but AA. */
  readonly refused: number;
  readonly commands: number;
  readonly commandsRefused: number;
  readonly differences: readonly string[];
}

const wardSchema = z.object({ state: wardStateSchema });
const REPORT_EVERY_MS = 30_000;
const ROSTER_EVERY_MS = HOUR_MS;
/** How long a dispatcher of one hospital takes for a round of one ward, in simulated ms. */
const ROUND_EVERY_MS = 4 * 60_000;
/** Commands wait in line for one dispatcher; what is older than this many is let go. */
const MOST_ERRANDS = 50;
const AGREEMENT_PATIENCE_MS = 30_000;
const REPEAT_SHARE = 0.01;

interface Site {
  readonly model: HospitalModel;
  readonly feed: HospitalFeed;
  readonly line: MllpClient;
  readonly desk: Dispatcher;
  readonly random: Random;
  readonly errands: (() => Promise<void>)[];
}

/** Runs hospitals against a gateway until the time is up or `signal` ends it, then compares. */
export class Simulation {
  readonly #settings: SimulationSettings;
  readonly #api: Api;
  readonly #admin: Api;
  readonly #counts = { sent: 0, accepted: 0, refused: 0 };
  #sites: readonly Site[] = [];

  constructor(settings: SimulationSettings) {
    this.#settings = settings;
    this.#api = new Api(settings.url, settings.dispatcher);
    this.#admin = new Api(settings.url, settings.admin);
  }

  async run(signal: AbortSignal): Promise<SimulationResult> {
    const { durationMs, speed, report } = this.#settings;
    const timeUp = durationMs === null ? signal : AbortSignal.timeout(durationMs);
    const over = AbortSignal.any([signal, timeUp]);
    const clock = new SimulationClock(speed, Date.now);
    this.#sites = await this.#openSites(clock);
    report(`${this.#sites.length} hospitals, ${this.#census()} patients, speed ${speed}`);
    const ticker = setInterval(() => report(this.#progress()), REPORT_EVERY_MS);
    try {
      await Promise.all([
        ...this.#sites.map((site) => this.#tell(site, clock, over)),
        ...this.#sites.map((site) => this.#work(site, over)),
        ...this.#sites.map((site) => this.#makeRounds(site, clock, over)),
        this.#keepRoster(over),
      ]);
      return await this.#result(signal);
    } finally {
      clearInterval(ticker);
      for (const { line } of this.#sites) line.close();
    }
  }

  /** Sends what happens in one hospital, in order, each message after the answer to the last. */
  async #tell(site: Site, clock: SimulationClock, over: AbortSignal): Promise<void> {
    while (await reached(clock, site.feed.nextDue(), over)) {
      for (const message of site.feed.next()) {
        const bytes = adtMessage(message);
        await this.#send(site, bytes);
        if (site.random.chance(REPEAT_SHARE)) await this.#send(site, bytes);
        for (const { patient } of message.told) {
          site.errands.push(() => site.desk.receive(patient.ward.id, patient.ref));
        }
      }
      site.errands.splice(0, site.errands.length - MOST_ERRANDS);
    }
  }

  async #send(site: Site, bytes: Buffer): Promise<void> {
    this.#counts.sent += 1;
    const answer = (await site.line.send(bytes)).toString('utf8');
    const code = /\rMSA\|(\w\w)/.exec(answer)?.[1];
    if (code === 'AA') {
      this.#counts.accepted += 1;
      return;
    }
    this.#counts.refused += 1;
    this.#settings.report(`refused (${code ?? 'unreadable'}): ${answer.replaceAll('\r', ' / ')}`);
  }

  /** One dispatcher a hospital, one errand after the other. */
  async #work(site: Site, over: AbortSignal): Promise<void> {
    while (!over.aborted) {
      const errand = site.errands.shift();
      if (errand === undefined) await pause(100, over);
      else await this.#attempt(errand);
    }
  }

  async #makeRounds(site: Site, clock: SimulationClock, over: AbortSignal): Promise<void> {
    let due = clock.now();
    while (await reached(clock, (due += site.random.exponential(ROUND_EVERY_MS)), over)) {
      const ward = site.random.pick(site.model.wards);
      if (ward !== undefined) site.errands.push(() => site.desk.round(ward.id));
      // A clock that runs away from a slow machine would only pile up rounds.
      due = Math.max(due, clock.now() - ROUND_EVERY_MS);
    }
  }

  async #keepRoster(over: AbortSignal): Promise<void> {
    while (!over.aborted) {
      for (const { model } of this.#sites) {
        await this.#attempt(() => planAhead(this.#admin, model.id, Date.now(), over));
      }
      await pause(ROSTER_EVERY_MS, over);
    }
  }

  async #attempt(errand: () => Promise<unknown>): Promise<void> {
    try {
      await errand();
    } catch (error) {
      this.#settings.report(error instanceof Error ? error.message : String(error));
    }
  }

  async #openSites(clock: SimulationClock): Promise<Site[]> {
    const { hospitals } = await this.#api.get('/api/v1/hospitals', hospitalsAnswerSchema);
    const { mllp, seed } = this.#settings;
    const run = Date.now().toString(36).toUpperCase();
    return Promise.all(
      hospitals.map(async ({ id }) => {
        const random = new Random(`${seed}/${id}`);
        const model = await this.#readHospital(id);
        const arrivals = ARRIVALS_PER_DAY / hospitals.length;
        const perDay = { emergency: arrivals * ED_SHARE, planned: arrivals * (1 - ED_SHARE) };
        return {
          model,
          feed: new HospitalFeed(model, random, clock, { arrivalsPerDay: perDay }, run),
          line: new MllpClient({ ...mllp, attempts: 30 }),
          desk: new Dispatcher(this.#api, id, new Random(`${seed}/${id}/desk`)),
          random: new Random(`${seed}/${id}/line`),
          errands: [],
        };
      }),
    );
  }

  async #readHospital(id: string): Promise<HospitalModel> {
    const base = `/api/v1/hospitals/${id}`;
    const { locations } = await this.#admin.get(`${base}/locations`, locationsAnswerSchema);
    const { wards } = await this.#api.get(`${base}/wards`, wardsAnswerSchema);
    const boards: { ward: ModelWard; stays: z.infer<typeof wardStateSchema>['stays'] }[] = [];
    for (const { id: wardId } of wards) {
      const { state } = await this.#api.get(`${base}/wards/${wardId}`, wardSchema);
      boards.push({ ward: modelWard(state, locations), stays: state.stays });
    }
    const model = new HospitalModel(
      id,
      boards.map(({ ward }) => ward),
    );
    for (const { ward, stays } of boards) {
      for (const stay of stays) placeInitial(model, ward, stay);
    }
    return model;
  }

  #census(): number {
    return this.#sites.reduce((sum, { model }) => sum + model.patients.size, 0);
  }

  #progress(): string {
    const { sent, accepted, refused } = this.#counts;
    const commands = this.#sites.reduce((sum, { desk }) => sum + desk.counts.commands, 0);
    return `${sent} messages, ${accepted} accepted, ${refused} refused, ${commands} commands, ${this.#census()} patients`;
  }

  async #result(signal: AbortSignal): Promise<SimulationResult> {
    const { report } = this.#settings;
    const deadline = Date.now() + AGREEMENT_PATIENCE_MS;
    let left: string[] = [];
    // Stopped by hand there is nobody to tell; else the boards get time to settle.
    while (!signal.aborted) {
      left = [];
      for (const { model } of this.#sites) left.push(...(await differences(this.#api, model)));
      if (left.length === 0 || Date.now() > deadline) break;
      report(`${left.length} differences, looking again`);
      await pause(1000, signal);
    }
    report(this.#progress());
    const commands = this.#sites.map(({ desk }) => desk.counts);
    return {
      ...this.#counts,
      commands: commands.reduce((sum, one) => sum + one.commands, 0),
      commandsRefused: commands.reduce((sum, one) => sum + one.refused, 0),
      differences: left,
    };
  }
}

/** Someone who lay there before the simulation began. */
function placeInitial(
  model: HospitalModel,
  ward: ModelWard,
  stay: z.infer<typeof wardStateSchema>['stays'][number],
): void {
  const [given = '', ...family] = stay.patient.label.split(' ');
  const patient = {
    ref: stay.patient.ref,
    visit: '',
    family: family.join(' ') || given,
    given,
    ward,
    bed: null,
    admittedAt: Date.parse(stay.admittedAt),
    expectedDischargeAt: null,
    present: true,
  };
  model.place(patient, ward, ward.beds.find((bed) => bed.id === stay.bedId) ?? null);
}

/** Waits for a simulated moment; false when all is over before it comes. */
async function reached(clock: SimulationClock, at: number, over: AbortSignal): Promise<boolean> {
  try {
    await clock.until(at, over);
    return !over.aborted;
  } catch {
    return false;
  }
}

async function pause(ms: number, over: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal: over }).catch(() => undefined);
}
