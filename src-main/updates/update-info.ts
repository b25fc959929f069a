import type { UpdateInfo } from 'electron-updater';
import type { UpdateManifest } from '../../src-shared/ipc/update-manifest.ts';

/** A manifest as electron-updater knows one. */
export function infoOf(manifest: UpdateManifest): UpdateInfo {
  // Our installer for Windows is one for the whole machine: without this it is started as the user.
  const rights = manifest.platform === 'win32' ? { isAdminRightsRequired: true } : {};
  const files = manifest.files.map(({ name, bytes, sha512 }) => ({
    url: name,
    size: bytes,
    sha512,
    ...rights,
  }));
  const [first] = files;
  return {
    version: manifest.version,
    releaseDate: manifest.issuedAt,
    files,
    path: first?.url ?? '',
    sha512: first?.sha512 ?? '',
  };
}

/** The version that runs already is never an update. */
export function nothing(version: string): UpdateInfo {
  return { version, releaseDate: '', files: [], path: '', sha512: '' };
}
