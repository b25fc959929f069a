import { AppImageUpdater } from 'electron-updater';
import { rmSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { replaceProgram } from './replace-program.ts';

/**
 * electron-updater deletes the AppImage that runs before it moves the next to its place, and may give
 * that another name. This one replaces it where it lies.
 */
export class AppImageInPlace extends AppImageUpdater {
  protected override doInstall(): boolean {
    const program = process.env['APPIMAGE'];
    const next = this.installerPath;
    if (program === undefined || !isAbsolute(program)) throw new Error('APPIMAGE names no file');
    if (next === null) throw new Error('nothing was downloaded');
    replaceProgram(program, next);
    rmSync(next, { force: true });
    const env = { ...process.env, APPIMAGE_SILENT_INSTALL: 'true' };
    this.spawnLog(program, [], env).catch((error: unknown) => {
      this.dispatchError(error as Error);
    });
    return true;
  }
}
