export const systems = ['linux', 'mac', 'win'] as const;
export type System = (typeof systems)[number];

export const archs = ['x64', 'arm64', 'universal'] as const;
export type Arch = (typeof archs)[number];

/** Who brings the next version: the program itself, from the gateway, or the hospital's IT. */
export type RolledOutBy = 'updater' | 'it';

/** What can be built for each system, and who updates it. `dir` is the unpacked program. */
export const formats: Record<System, Readonly<Record<string, RolledOutBy>>> = {
  win: { nsis: 'updater', msi: 'it', dir: 'it' },
  // macOS updates itself out of the zip; the dmg is how it gets there first.
  mac: { dmg: 'updater', zip: 'updater', dir: 'it' },
  linux: { AppImage: 'updater', deb: 'it', rpm: 'it', 'tar.gz': 'it', dir: 'it' },
};

/** The native parts of one target: better-sqlite3's name for each. */
export function nativeParts(system: System, arch: Arch): readonly string[] {
  const platform = { linux: 'linux', mac: 'darwin', win: 'win32' }[system];
  const single = arch === 'universal' ? (['x64', 'arm64'] as const) : [arch];
  return single.map((each) => `${platform}-${each}.node`);
}
