import { z } from 'zod';
import type { SettingsChange, SettingsView } from '../../src-shared/ipc/settings.ts';
import { readKeptJson, writeKeptFile } from '../kept-file.ts';
import type { Log } from '../log.ts';
import { readPolicyFile } from './policy-file.ts';
import { effectiveSettings, NO_POLICY, readPolicy, readSettings, type Policy } from './policy.ts';

/** The settings of this machine and user. `changed` is called when they are others. */
export class SettingsStore {
  changed: () => void = () => undefined;
  readonly #ownPath: string;
  readonly #policyPath: string;
  readonly #log: Log;
  #own: SettingsChange = {};
  #policy: Policy = NO_POLICY;
  #isUnread = false;
  #faults = '';
  #view: SettingsView;

  constructor(paths: { own: string; policy: string }, log: Log) {
    this.#ownPath = paths.own;
    this.#policyPath = paths.policy;
    this.#log = log;
    const raw = z.record(z.string(), z.unknown()).safeParse(readKeptJson(paths.own));
    const { settings, bad } = readSettings(raw.success ? raw.data : {});
    if (bad.length > 0) log('settings that do not count', bad.join('; '));
    this.#own = settings;
    this.#readPolicy();
    this.#view = this.#effective();
  }

  get view(): SettingsView {
    return this.#view;
  }
  /** The one that was read last. */
  get policy(): Policy {
    return this.#policy;
  }

  /** False: one of them is fixed by the machine's policy; then nothing is changed. */
  change(change: SettingsChange): boolean {
    const fixed = new Set<string>(this.#view.managed);
    if (Object.keys(change).some((key) => fixed.has(key))) return false;
    this.#own = { ...this.#own, ...change };
    writeKeptFile(this.#ownPath, JSON.stringify(this.#own, null, 2));
    this.#become();
    return true;
  }

  /** The policy may have been exchanged. */
  look(): void {
    this.#readPolicy();
    this.#become();
  }

  #readPolicy(): void {
    const file = readPolicyFile(this.#policyPath);
    if (file === null) {
      this.#take(NO_POLICY, '');
      return;
    }
    const { policy, faults } =
      'raw' in file ? readPolicy(file.raw) : { policy: null, faults: [file.fault] };
    this.#take(policy, faults.join('; '));
  }

  /** @param policy null: it cannot be read, and the last one stands (none, at the start) */
  #take(policy: Policy | null, faults: string): void {
    this.#policy = policy ?? this.#policy;
    this.#isUnread = policy === null;
    if (faults === this.#faults) return;
    this.#faults = faults;
    if (faults === '') this.#log('nothing is wrong with the policy any more');
    else if (policy !== null) this.#log('a policy that does not all count', faults);
    else {
      const until = 'until it can, nothing is changed, and updates are off';
      this.#log('the policy cannot be read', `${this.#policyPath}: ${faults}; ${until}`);
    }
  }

  #effective(): SettingsView {
    return effectiveSettings(this.#policy, this.#own, this.#isUnread);
  }

  #become(): void {
    const before = this.#view;
    const after = this.#effective();
    if (JSON.stringify(before) === JSON.stringify(after)) return;
    this.#view = after;
    this.changed();
  }
}
