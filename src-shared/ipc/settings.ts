import { z } from 'zod';

/** Address of a gateway: http or https, with no more than a host and a port. */
export const gatewayAddressSchema = z
  .url({ protocol: /^https?$/ })
  .regex(
    /^[a-z]+:\/\/[^\s/?#@]+\/?$/i,
    'a gateway address is a scheme, a host and perhaps a port, as in https://wardline.example',
  )
  .transform((text) => text.replace(/\/$/, ''));

export const proxySettingSchema = z.discriminatedUnion('mode', [
  /** What the operating system says, its automatic configuration included. */
  z.strictObject({ mode: z.literal('system') }),
  z.strictObject({ mode: z.literal('none') }),
  z.strictObject({ mode: z.literal('fixed'), server: z.url({ protocol: /^https?$/ }) }),
]);
export type ProxySetting = z.infer<typeof proxySettingSchema>;

/** What can be set on a desktop. Each key may be fixed by the machine's policy file. */
export const settingsSchema = z.strictObject({
  /** Null: not known yet; the first start asks for it. */
  gateway: gatewayAddressSchema.nullable(),
  /** Minutes without a touch after which the console asks for the password; 0: never. */
  lockAfterMinutes: z.int().min(0).max(480),
  notifications: z.boolean(),
  /** Where the system has no keyring: keep nothing over a restart, or keep it less well sealed. */
  withoutKeyring: z.enum(['memory', 'file']),
  /** What was not known to be true for longer than this is deleted at the start. */
  keepHours: z.int().min(1).max(336),
  downtimeSheet: z.boolean(),
  /** Minutes between two sheets while connected. */
  downtimeSheetMinutes: z.int().min(5).max(120),
  /** Null: a folder of the program's own. */
  downtimeSheetFolder: z.string().min(1).max(1024).nullable(),
  proxy: proxySettingSchema,
  /** A PEM file of authorities to trust besides those of the system. */
  caFile: z.string().min(1).max(1024).nullable(),
  /** The channel of updates, or none; only where the program updates itself at all. */
  updates: z.enum(['as-built', 'off', 'stable', 'pilot']),
});
export type Settings = z.infer<typeof settingsSchema>;

export const DEFAULT_SETTINGS: Settings = {
  gateway: null,
  lockAfterMinutes: 0,
  notifications: true,
  withoutKeyring: 'memory',
  keepHours: 72,
  downtimeSheet: true,
  downtimeSheetMinutes: 15,
  downtimeSheetFolder: null,
  proxy: { mode: 'system' },
  caFile: null,
  updates: 'as-built',
};

/** Changes to some settings; what is left out stays. */
export const settingsChangeSchema = settingsSchema.partial();
export type SettingsChange = z.infer<typeof settingsChangeSchema>;

export const settingsViewSchema = z.object({
  values: settingsSchema,
  /** Fixed by the machine's policy: shown, but not to be changed here. */
  managed: z.array(settingsSchema.keyof()),
  /** There is a policy that cannot be read: until it can, all is fixed as it is. */
  isPolicyUnread: z.boolean(),
});
export type SettingsView = z.infer<typeof settingsViewSchema>;
