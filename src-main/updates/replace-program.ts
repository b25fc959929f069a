import {
  chmodSync,
  closeSync,
  copyFileSync,
  fsyncSync,
  openSync,
  renameSync,
  rmSync,
} from 'node:fs';

/**
 * Puts a program in place of another. Until the last step the old one stands, and after it the new
 * one, whole: a disk that is full or a power cut leaves no desk without its console. The old one may
 * be running.
 * @throws where it cannot be done; the old one is then as it was
 */
export function replaceProgram(program: string, by: string): void {
  const unfinished = `${program}.new`;
  try {
    // Beside it: only within a file system is a rename all or nothing.
    copyFileSync(by, unfinished);
    chmodSync(unfinished, 0o755);
    const file = openSync(unfinished, 'r+');
    try {
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(unfinished, program);
  } catch (error) {
    rmSync(unfinished, { force: true });
    throw error;
  }
}
