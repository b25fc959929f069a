import { z } from 'zod';
import {
  DEFAULT_SETTINGS,
  settingsSchema,
  type Settings,
  type SettingsChange,
  type SettingsView,
} from '../../src-shared/ipc/settings.ts';

/**
 * What the hospital's IT has put on the machine: settings that nobody may change here, and an order
 * to delete what is kept. A key that is not known is told, and the rest of the file counts.
 */
export const policySchema = z.object({
  settings: settingsSchema.partial().default({}),
  /** Whatever was kept before this moment is deleted. */
  wipeBefore: z.iso.datetime({ offset: true }).nullable().default(null),
});
export type Policy = z.infer<typeof policySchema>;
export const NO_POLICY: Policy = { settings: {}, wipeBefore: null };

/** Only a policy may set these: what they weaken or trust is not the user's to decide. */
export const POLICY_ONLY: readonly (keyof Settings)[] = [
  'withoutKeyring',
  'caFile',
  'keepHours',
  'updates',
];

/**
 * Reads a policy key by key: one bad value does not set the others free. Where `updates` has no such
 * value, updates are off.
 * @returns null as the policy: this is none at all
 */
export function readPolicy(raw: unknown): { policy: Policy | null; faults: readonly string[] } {
  const outer = z
    .looseObject({
      settings: z.record(z.string(), z.unknown()).default({}),
      wipeBefore: z.unknown().optional(),
    })
    .safeParse(raw);
  if (!outer.success) {
    return { policy: null, faults: ['it is no object, or its settings are none'] };
  }
  const wipe = policySchema.shape.wipeBefore.safeParse(outer.data.wipeBefore);
  const faults = Object.keys(outer.data)
    .filter((key) => !Object.hasOwn(policySchema.shape, key))
    .map((key) => `there is no ${key} in a policy, only settings and wipeBefore`);
  if (!wipe.success) faults.push('wipeBefore is no time');
  const { settings, bad } = readSettings(outer.data.settings);
  faults.push(...bad);
  if (Object.hasOwn(outer.data.settings, 'updates') && settings.updates === undefined) {
    settings.updates = 'off';
    faults.push('updates are off until it has one');
  }
  return { policy: { settings, wipeBefore: wipe.success ? wipe.data : null }, faults };
}

/** What a file of settings says, key by key; `bad` names what does not count. */
export function readSettings(raw: Readonly<Record<string, unknown>>): {
  settings: SettingsChange;
  bad: readonly string[];
} {
  const bad: string[] = [];
  const good: [string, unknown][] = [];
  for (const [key, value] of Object.entries(raw)) {
    const schema = Object.hasOwn(settingsSchema.shape, key)
      ? settingsSchema.shape[key as keyof Settings]
      : undefined;
    const parsed = schema?.safeParse(value);
    if (parsed?.success === true) good.push([key, parsed.data]);
    else bad.push(schema === undefined ? `there is no setting ${key}` : `${key} has no such value`);
  }
  return { settings: settingsSchema.partial().parse(Object.fromEntries(good)), bad };
}

/**
 * The machine's policy comes first, then what the user chose, then what everybody begins with.
 * @param isUnread what the policy says now is not known: it may fix anything, and hold updates back
 */
export function effectiveSettings(
  policy: Policy,
  own: SettingsChange,
  isUnread = false,
): SettingsView {
  const allowed = Object.fromEntries(
    Object.entries(own).filter(([key]) => !POLICY_ONLY.includes(key as keyof Settings)),
  );
  const fixed = Object.keys(isUnread ? settingsSchema.shape : policy.settings);
  const managed = [...new Set([...(fixed as (keyof Settings)[]), ...POLICY_ONLY])];
  const values = settingsSchema.parse({
    ...DEFAULT_SETTINGS,
    ...allowed,
    ...policy.settings,
    ...(isUnread && { updates: 'off' }),
  });
  return { values, managed: managed.sort(), isPolicyUnread: isUnread };
}
