import { useCallback } from 'react';
import { type FileBody, fileBodySchema } from '../../src-shared/sync/file-body.ts';
import { useHost } from './host-context.tsx';

/** Saves a file of the API on this device; gives what went wrong in words, or null. */
export function useDownload(): (path: string, name: string) => Promise<string | null> {
  const host = useHost();
  return useCallback(
    async (path, name) => {
      const reading = await host.setup({ verb: 'GET', path }, fileBodySchema);
      if (!reading.ok) return reading.problem.sentence;
      save(reading.value, name);
      return null;
    },
    [host],
  );
}

function save({ contentType, name, base64 }: FileBody, otherwise: string): void {
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  const address = URL.createObjectURL(new Blob([bytes], { type: contentType }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name ?? otherwise;
  link.click();
  URL.revokeObjectURL(address);
}
