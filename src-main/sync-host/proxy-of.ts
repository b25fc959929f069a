import type { ProxySetting } from '../../src-shared/ipc/settings.ts';

/**
 * The proxy to reach a gateway by, as `http://host:port`, or null for none. Of what the system names
 * (a list as in `PROXY a:8080; DIRECT`) the first that we can speak to counts.
 */
export async function proxyOf(
  setting: ProxySetting,
  gateway: string,
  ofSystem: (url: string) => Promise<string>,
): Promise<string | null> {
  if (setting.mode === 'none') return null;
  if (setting.mode === 'fixed') return setting.server;
  const list = await ofSystem(gateway);
  for (const entry of list.split(';')) {
    const [kind = '', address = ''] = entry.trim().split(/\s+/);
    if (kind.toUpperCase() === 'DIRECT') return null;
    if (['PROXY', 'HTTP'].includes(kind.toUpperCase()) && address !== '')
      return `http://${address}`;
  }
  return null;
}
