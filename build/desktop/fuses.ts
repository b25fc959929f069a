import { FuseState, FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import type { Configuration } from 'electron-builder';
import type { System } from './target.ts';

type Fuses = Required<
  Omit<NonNullable<Configuration['electronFuses']>, 'resetAdHocDarwinSignature'>
>;

/**
 * How Electron's fuses stand in what we ship. Asar integrity is checked by Electron on macOS and
 * Windows only. electron-builder flips them right before it signs.
 */
export function fusesFor(system: System): Fuses {
  return {
    runAsNode: false,
    enableCookieEncryption: true,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: false,
    enableEmbeddedAsarIntegrityValidation: system !== 'linux',
    onlyLoadAppFromAsar: true,
    loadBrowserProcessSpecificV8Snapshot: false,
    grantFileProtocolExtraPrivileges: false,
  };
}

const positions: Record<keyof Fuses, FuseV1Options> = {
  runAsNode: FuseV1Options.RunAsNode,
  enableCookieEncryption: FuseV1Options.EnableCookieEncryption,
  enableNodeOptionsEnvironmentVariable: FuseV1Options.EnableNodeOptionsEnvironmentVariable,
  enableNodeCliInspectArguments: FuseV1Options.EnableNodeCliInspectArguments,
  enableEmbeddedAsarIntegrityValidation: FuseV1Options.EnableEmbeddedAsarIntegrityValidation,
  onlyLoadAppFromAsar: FuseV1Options.OnlyLoadAppFromAsar,
  loadBrowserProcessSpecificV8Snapshot: FuseV1Options.LoadBrowserProcessSpecificV8Snapshot,
  grantFileProtocolExtraPrivileges: FuseV1Options.GrantFileProtocolExtraPrivileges,
};

/**
 * Reads the fuses back out of a packaged program.
 * @returns the names of those that do not stand as they should
 */
export async function wrongFuses(program: string, system: System): Promise<string[]> {
  const wire = await getCurrentFuseWire(program);
  return Object.entries(fusesFor(system)).flatMap(([name, isOn]) => {
    const state = wire[positions[name as keyof Fuses]];
    return state === (isOn ? FuseState.ENABLE : FuseState.DISABLE) ? [] : [name];
  });
}
