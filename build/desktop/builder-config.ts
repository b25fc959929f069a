import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { AfterPackContext, Configuration } from 'electron-builder';
import { projectRoot } from '../run/install.mjs';
import { SQLITE, type AppFolder } from './app-folder.ts';
import { fusesFor } from './fuses.ts';
import type { IconFiles } from './icons/icon-files.ts';
import type { Signing, WindowsSigning } from './signing.ts';
import { signWindowsFile } from './sign-windows.ts';
import type { Arch, System } from './target.ts';

export interface BuildOrder {
  readonly system: System;
  readonly arch: Arch;
  readonly version: string;
  readonly signing: Signing;
  /** With an Electron that is not ours to ship. */
  readonly isForTests: boolean;
  readonly folder: AppFolder;
  readonly icons: IconFiles;
  /** Where the artifacts go. */
  readonly output: string;
  /** A folder with an unpacked Electron; null: electron-builder fetches it. */
  readonly electron: { readonly folder: string; readonly version: string } | null;
}

const resources = `${projectRoot}build/desktop/resources`;

/** The name of what is built tells what it is: `wardline-0.1.0-linux-x64-unsigned`. */
export function artifactBase(order: {
  readonly system: System;
  readonly arch: Arch;
  readonly version: string;
  readonly signing: Signing;
  readonly isForTests: boolean;
}): string {
  const { system, arch, version, signing } = order;
  const isSigned = signing.windows !== null || signing.apple !== null || signing.gpgKey !== null;
  const marks = [...(isSigned ? [] : ['unsigned']), ...(order.isForTests ? ['test'] : [])];
  return ['wardline', version, system, arch, ...marks].join('-');
}

/** What electron-builder is told, for every system at once; it takes its part of it. */
export function builderConfig(order: BuildOrder): Configuration {
  const { folder, electron, isForTests } = order;
  return {
    appId: 'org.wardline.console',
    productName: 'Wardline',
    copyright: 'Wardline maintainers, Apache-2.0',
    directories: { app: folder.app, output: order.output, buildResources: resources },
    artifactName: `${artifactBase(order)}.\${ext}`,
    buildVersion: order.version,
    files: ['**/*', { from: folder.sqlite, to: `node_modules/${SQLITE}` }],
    // Each native part beside the archive: what is inside it cannot be loaded. A test's sync host
    // runs under a plain Node, which sees no archive.
    asarUnpack: [`node_modules/${SQLITE}/**`, ...(isForTests ? ['out/main/**'] : [])],
    // Nothing is rebuilt and nothing collected: app-folder.ts has laid out all that goes in.
    beforeBuild: () => Promise.resolve(false),
    afterPack: removeStarter,
    electronFuses: fusesFor(order.system),
    electronLanguages: ['en-US'],
    // The gateway serves updates out of a folder; electron-builder uploads nothing anywhere.
    publish: null,
    forceCodeSigning: order.signing.windows !== null || order.signing.apple !== null,
    ...(electron === null
      ? {}
      : { electronDist: electron.folder, electronVersion: electron.version }),
    ...windowsConfig(order),
    ...macConfig(order),
    ...linuxConfig(order),
  };
}

function windowsConfig({ signing, icons }: BuildOrder): Configuration {
  return {
    win: {
      icon: icons.windows,
      legalTrademarks: 'Wardline',
      requestedExecutionLevel: 'asInvoker',
      ...windowsSigning(signing.windows),
    },
    nsis: {
      oneClick: false,
      perMachine: true,
      allowElevation: true,
      allowToChangeInstallationDirectory: false,
      deleteAppDataOnUninstall: false,
      installerIcon: icons.windows,
      uninstallerIcon: icons.windows,
      uninstallDisplayName: 'Wardline',
      shortcutName: 'Wardline',
    },
    msi: {
      oneClick: false,
      perMachine: true,
      runAfterFinish: false,
      createDesktopShortcut: true,
      // The same for ever: by it Windows Installer knows that a newer one replaces an older.
      upgradeCode: '6D0B1B0E-4C1F-4E0B-9C55-0B3B7F6C2A11',
    },
  };
}

function windowsSigning(signing: WindowsSigning | null): object {
  if (signing === null) return { signExecutable: false };
  if (signing.kind === 'azure') {
    return {
      azureSignOptions: {
        publisherName: signing.publisher,
        endpoint: signing.endpoint,
        codeSigningAccountName: signing.account,
        certificateProfileName: signing.profile,
      },
    };
  }
  return {
    signtoolOptions: {
      signingHashAlgorithms: ['sha256'],
      publisherName: signing.publisher,
      certificateFile: signing.file,
      certificatePassword: signing.password,
      // On Windows electron-builder has signtool for that.
      ...(process.platform === 'win32'
        ? {}
        : { sign: (task: { path: string }) => signWindowsFile(task.path, signing) }),
    },
  };
}

function macConfig({ signing, icons }: BuildOrder): Configuration {
  const entitlements = join(resources, 'entitlements.mac.plist');
  return {
    mac: {
      icon: icons.mac,
      category: 'public.app-category.medical',
      minimumSystemVersion: '12.0',
      hardenedRuntime: true,
      gatekeeperAssess: false,
      entitlements,
      entitlementsInherit: entitlements,
      // Both halves of a universal program carry SQLite for both processors, as they are.
      x64ArchFiles: '**/prebuilds/darwin-*.node',
      identity: signing.apple?.identity ?? null,
      notarize: signing.apple !== null,
    },
    dmg: { title: `Wardline \${version}`, sign: signing.apple !== null },
  };
}

function linuxConfig({ icons }: BuildOrder): Configuration {
  return {
    linux: {
      icon: icons.linux,
      executableName: 'wardline',
      category: 'Office',
      synopsis: 'Real-time nurse dispatch',
      maintainer: 'Wardline maintainers <maintainers@wardline.example>',
      vendor: 'Wardline',
    },
    deb: { packageName: 'wardline', priority: 'optional' },
    rpm: { packageName: 'wardline' },
  };
}

/** What Electron starts when there is no app has no business beside ours. */
async function removeStarter({ appOutDir, packager }: AfterPackContext): Promise<void> {
  const folder = packager.getResourcesDir(appOutDir);
  await rm(join(folder, 'default_app.asar'), { force: true });
  await rm(join(appOutDir, 'version'), { force: true });
}
