import { createHash } from 'node:crypto';
import { join } from 'node:path';

/** Where the program keeps things, below the user's folder of the program. */
export interface ProgramFiles {
  readonly settings: string;
  readonly windows: string;
  readonly device: string;
  readonly log: string;
  readonly sheets: string;
  readonly wiped: string;
  /** Whose downtime sheets those on the disk are. */
  readonly owner: string;
  /** Is there while the console is locked. */
  readonly locked: string;
  /** The newest list of updates that was believed, by channel. */
  readonly updatesSeen: string;
  readonly updaterConfig: string;
}

export function programFiles(folder: string): ProgramFiles {
  return {
    settings: join(folder, 'settings.json'),
    windows: join(folder, 'windows.json'),
    device: join(folder, 'device.json'),
    log: join(folder, 'logs', 'wardline.log'),
    sheets: join(folder, 'downtime'),
    wiped: join(folder, 'wiped.json'),
    owner: join(folder, 'owner.json'),
    locked: join(folder, 'locked'),
    updatesSeen: join(folder, 'updates', 'seen.json'),
    updaterConfig: join(folder, 'updates', 'updater.json'),
  };
}

/** What belongs to one gateway: another's boards and session are not mixed with it. */
export interface GatewayFiles {
  readonly folder: string;
  readonly cache: string;
  readonly key: string;
  readonly token: string;
}

/** Holds a folder for each gateway that this computer ever spoke to. */
export function gatewaysFolder(folder: string): string {
  return join(folder, 'gateways');
}

export function gatewayFiles(folder: string, gateway: string): GatewayFiles {
  const name = createHash('sha256').update(gateway).digest('hex').slice(0, 16);
  const own = join(gatewaysFolder(folder), name);
  return {
    folder: own,
    cache: join(own, 'cache.db'),
    key: join(own, 'cache.key'),
    token: join(own, 'session.key'),
  };
}
