import { existsSync } from 'node:fs';
import { z } from 'zod';
import type { SettingsChange, SettingsView } from '../../src-shared/ipc/settings.ts';
import { readKeptJson, writeKeptFile } from '../kept-file.ts';
import type { Log } from '../log.ts';
import { effectiveSettings, NO_POLICY, readPolicy, readSettings, type Policy } from './policy.ts';

/** The settings of this machine and user. `changed` is called when they are others. */
export class SettingsStore {
  changed: (before: SettingsView) => void = () => undefined;
  readonly #ownPath: string;
  readonly #policyPath: string;
  readonly #log: Log;
  #own: SettingsChange = {};
  #policy: Policy = NO_POLICY;
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
    this.#view = effectiveSettings(this.#policy, this.#own);
  }

  get view(): SettingsView {
    return this.#view;
  }
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
    const { policy, faults } = readPolicy(rawPolicy(this.#policyPath));
    this.#policy = policy;
    const told = faults.join('; ');
    if (told !== this.#faults && told !== '') this.#log('a policy that does not all count', told);
    this.#faults = told;
  }

  #become(): void {
    const before = this.#view;
    const after = effectiveSettings(this.#policy, this.#own);
    if (JSON.stringify(before) === JSON.stringify(after)) return;
    this.#view = after;
    this.changed(before);
  }
}

/** A file that is no JSON, or may not be read, is a policy all the same. Undefined: there is none. */
function rawPolicy(path: string): unknown {
  return readKeptJson(path) ?? (existsSync(path) ? null : undefined);
}
