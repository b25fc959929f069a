import { toHostSchema, type FromHost, type ToHost } from './sync-host/host-messages.ts';
import { SyncDesk } from './sync-host/sync-desk.ts';

// The sync host: a process of its own, so that no disk write and no parsing blocks a window, and a
// closed window loses nothing. Main talks to it over the port of an Electron utility process, or
// over Node's own channel where it was forked by Node.

interface ParentPort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { data: unknown }) => void): void;
}
const parentPort = (process as { parentPort?: ParentPort }).parentPort ?? null;

let desk: SyncDesk | null = null;

function tell(message: FromHost): void {
  if (parentPort !== null) parentPort.postMessage(message);
  // Main is gone: so are we, at 'disconnect'.
  else if (process.connected) process.send?.(message);
}

async function hear(raw: unknown): Promise<void> {
  const parsed = toHostSchema.safeParse(raw);
  if (!parsed.success) {
    tell({
      kind: 'report',
      what: 'a message of main does not parse',
      detail: parsed.error.message,
    });
    return;
  }
  const message = parsed.data;
  if (message.kind === 'begin') {
    desk = new SyncDesk(message.beginning, tell);
    await desk.start();
  } else if (desk !== null) await pass(desk, message);
}

async function pass(to: SyncDesk, message: Exclude<ToHost, { kind: 'begin' }>): Promise<void> {
  switch (message.kind) {
    case 'call':
      answer(message.callId, await to.call(message.call));
      break;
    case 'follow':
      to.follow(message.window, message.call);
      break;
    case 'took':
      to.took(message.window, message.number);
      break;
    case 'gone':
      to.gone(message.window);
      break;
    case 'verify':
      answer(message.callId, await to.verify(message.password));
      break;
    case 'boards':
      answer(message.callId, await to.boards());
      break;
    case 'wipe':
      await to.wipe();
      answer(message.callId, null);
      break;
    case 'stop':
      await to.close();
      process.exit(0);
  }
}

function answer(callId: string, result: unknown): void {
  tell({ kind: 'answer', callId, result });
}

/** Main starts us again, and the new one begins with what the cache has. */
function fail(error: unknown): void {
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  tell({ kind: 'report', what: 'the sync host failed', detail });
  setImmediate(() => process.exit(1));
}

process.on('uncaughtException', fail);
process.on('unhandledRejection', fail);
process.on('disconnect', () => process.exit(0));

if (parentPort !== null) {
  parentPort.on('message', ({ data }) => {
    hear(data).catch(fail);
  });
} else {
  process.on('message', (data) => {
    hear(data).catch(fail);
  });
}
