import { app } from 'electron';
import { resolve } from 'node:path';
import { programFiles } from '../program-files.ts';
import { writeDiagnostics } from './diagnostics.ts';

/**
 * `--diagnostics [FILE]`: writes the archive, also beside a running console, and ends the program.
 * @param folder the user's folder of the program
 */
export function diagnoseFromOutside(folder: string, policyPath: string): void {
  const given = process.argv[process.argv.indexOf('--diagnostics') + 1];
  const path = resolve(given ?? `wardline-diagnostics-${String(Date.now())}.zip`);
  try {
    writeDiagnostics(path, {
      folder,
      policyPath,
      logPath: programFiles(folder).log,
      home: app.getPath('home'),
      version: app.getVersion(),
      now: new Date(),
    });
    process.stdout.write(`${path}\n`);
    app.exit(0);
  } catch (error) {
    process.stderr.write(`The diagnostics could not be written: ${String(error)}\n`);
    app.exit(73);
  }
}
