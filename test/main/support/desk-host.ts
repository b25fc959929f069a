import { fork, type ChildProcess } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import type { Keeping } from '../../../src-shared/ipc/desktop-message.ts';
import type { EngineCall } from '../../../src-shared/ipc/desktop-call.ts';
import type { SessionView } from '../../../src-shared/sync/views.ts';
import { boardsAnswerSchema, type KeptBoard } from '../../../src-main/sync-host/host-messages.ts';
import { HostWatch } from '../../../src-main/sync-host/host-watch.ts';

/** As the program runs it: built, which starts in a quarter of the time that its sources take. */
const script = fileURLToPath(new URL('../../../out/main/sync-host.cjs', import.meta.url));

export interface DeskHostOptions {
  readonly gateway: string;
  /** Where the cache lies; null: in memory. */
  readonly cachePath: string | null;
}

/**
 * The sync host as main runs it, without Electron: watched and started again by the same code. What
 * a keyring would hold is held here. The caller closes it.
 */
export class DeskHost {
  readonly watch: HostWatch;
  readonly reports: string[] = [];
  session: SessionView = { status: 'restoring' };
  keeping: Keeping = { kind: 'starting' };
  connected = false;
  /** Every news message, as a window would get it. */
  onTell: (window: number, number: number | null, json: string) => void = () => undefined;
  #child: ChildProcess | null = null;
  #refreshToken: string | null = null;
  /** What a cache's file is sealed with. */
  readonly key = randomBytes(32);

  constructor({ gateway, cachePath }: DeskHostOptions) {
    this.watch = new HostWatch({
      start: (listener) => {
        const child = fork(script, [], { execArgv: [], serialization: 'advanced' });
        this.#child = child;
        child.on('message', (message) => {
          listener.message(message);
        });
        child.once('exit', (code) => {
          listener.exited(code ?? -1);
        });
        return {
          post: (message) => {
            if (child.connected) child.send(message as object, () => undefined);
          },
          kill: () => {
            child.kill('SIGKILL');
          },
        };
      },
      beginning: async () => ({
        gateway,
        deviceId: randomUUID(),
        cache: cachePath === null ? null : { path: cachePath, key: this.key.toString('base64') },
        why: null,
        keepHours: 72,
        refreshToken: this.#refreshToken,
        proxy: null,
        authorities: null,
      }),
      told: (message) => {
        if (message.kind === 'refresh-token') this.#refreshToken = message.token;
        else if (message.kind === 'session') this.session = message.session;
        else if (message.kind === 'keeping') this.keeping = message.keeping;
        else if (message.kind === 'connected') this.connected = message.connected;
        else if (message.kind === 'report') this.reports.push(`${message.what}: ${message.detail}`);
        else if (message.kind === 'tell') this.onTell(message.window, message.number, message.json);
      },
      changed: () => undefined,
      report: (what, detail) => {
        this.reports.push(`${what}: ${detail}`);
      },
      newId: randomUUID,
      longestWaitMs: 50,
    });
  }

  get pid(): number {
    return this.#child?.pid ?? 0;
  }

  call(call: EngineCall): Promise<unknown> {
    return this.watch.call(call);
  }

  signIn(username = 'dispatcher'): Promise<unknown> {
    const password = 'wardline-demo';
    return this.call({ method: 'sign-in', username, password, ownDevice: true });
  }

  async boards(): Promise<KeptBoard[]> {
    return boardsAnswerSchema.parse(await this.watch.ask({ kind: 'boards' })).boards;
  }

  /** kill -9; it is started again by itself. */
  kill9(): void {
    this.#child?.kill('SIGKILL');
  }

  close(): Promise<void> {
    return this.watch.stop();
  }
}
