import { CLOSE } from '../contract/frames/close-codes.ts';
import type { ClientFrame } from '../contract/frames/client-frame.ts';
import type { ServerFrame, ServerFrameOf } from '../contract/frames/server-frame.ts';
import type { WardKey } from '../contract/ids.ts';
import { afterClose, type AfterClose } from './after-close.ts';
import { backOffMs } from './back-off.ts';
import { readFrame } from './frame-reader.ts';
import type { Cancel, RandomPort, Socket, SocketPort, TimerPort } from './ports.ts';
import { Silence } from './silence.ts';
import type { OfflineReason } from './views.ts';

/** Milliseconds for ticket, handshake and welcome together. */
const DIAL_TIMEOUT_MS = 15_000;
/** A socket that has been heard over this long was healthy: the back-off starts anew. */
const HEALTHY_AFTER_MS = 60_000;

export type TicketAnswer =
  | { readonly kind: 'ticket'; readonly ticket: string }
  | { readonly kind: 'signed-out' }
  | { readonly kind: 'no-access' }
  | { readonly kind: 'too-many' }
  | { readonly kind: 'unreachable' };

export interface ConnectionPorts {
  readonly socket: SocketPort;
  readonly timer: TimerPort;
  readonly random: RandomPort;
  /** Fetches a ticket; `renew`: with a new access token. Never rejects. */
  readonly ticket: (renew: boolean) => Promise<TicketAnswer>;
}

export interface ConnectionListener {
  /** The socket is open and has said welcome. */
  up(welcome: ServerFrameOf<'welcome'>): void;
  frame(frame: ServerFrame): void;
  /** A frame about this ward could not be read. */
  unreadable(ward: WardKey): void;
  /** After each `up`, once: nothing that was asked on that socket holds any more. */
  down(): void;
  changed(): void;
}

interface Offline {
  readonly phase: 'offline';
  readonly reason: OfflineReason;
  /** On the device's counter. */
  readonly retryAt: number | null;
  readonly cancel: Cancel;
}
/** From asking for a ticket until the welcome; `socket` is null until the ticket is there. */
interface Dialing {
  readonly phase: 'dialing';
  socket: Socket | null;
  readonly cancel: Cancel;
}
interface Open {
  readonly phase: 'open';
  readonly socket: Socket;
  readonly silence: Silence;
  readonly openedAt: number;
  goodbyeMs: number | null;
}
interface Closing {
  readonly phase: 'closing';
  readonly socket: Socket;
  next: AfterClose;
}
export type ConnectionState = Offline | Dialing | Open | Closing;

/**
 * One connection to the gateway: offline → dialing → open → closing → offline, never two sockets at
 * once. docs/sync.md, C1 to C14. Owns the socket and the timers of dialling; `stop` ends them.
 */
export class Connection {
  readonly #ports: ConnectionPorts;
  readonly #listener: ConnectionListener;
  #state: ConnectionState = rest('signed-out');
  /** Failures in a row. */
  #attempt = 0;
  #renewFirst = false;

  constructor(ports: ConnectionPorts, listener: ConnectionListener) {
    this.#ports = ports;
    this.#listener = listener;
  }

  get state(): ConnectionState {
    return this.#state;
  }

  /** The open socket's silence; null when there is none. */
  get silence(): Silence | null {
    return this.#state.phase === 'open' ? this.#state.silence : null;
  }

  /** Dials, unless it is dialling or open already. */
  start(): void {
    if (this.#state.phase === 'closing') {
      this.#state.next = { kind: 'retry', reason: 'unreachable', afterMs: 0, renew: false };
    } else if (this.#state.phase === 'offline') {
      this.#state.cancel();
      this.#attempt = 0;
      this.#dial();
    }
  }

  /** Closes and stays offline until the next `start`. */
  stop(reason: OfflineReason): void {
    this.#leave(CLOSE_NORMAL, { kind: 'rest', reason });
  }

  /** Something hints that the network is back: a wait that was only back-off is cut short. */
  wake(): void {
    const state = this.#state;
    if (state.phase !== 'offline' || state.reason !== 'unreachable' || state.retryAt === null) {
      return;
    }
    this.#attempt = 0;
    this.#settle(this.#retry('unreachable'));
  }

  /** Called about once a second; how late it comes is part of what it tells. */
  tick(): void {
    const state = this.#state;
    if (state.phase !== 'open') return;
    const now = this.#ports.timer.now();
    state.silence.tick(now);
    if (state.silence.isDead(now)) this.#leave(CLOSE.heartbeatMissed, this.#planAfter(1006, null));
    else if (state.silence.isSilent(now)) this.#listener.changed();
  }

  /** Sends on the open socket; otherwise the frame is gone, as is whatever it asked for. */
  send(frame: ClientFrame): void {
    if (this.#state.phase === 'open') this.#state.socket.send(JSON.stringify(frame));
  }

  #dial(): void {
    const dialing: Dialing = {
      phase: 'dialing',
      socket: null,
      cancel: this.#ports.timer.after(DIAL_TIMEOUT_MS, () => {
        if (this.#state === dialing) this.#leave(CLOSE_NORMAL, this.#planAfter(1006, null));
      }),
    };
    this.#become(dialing);
    const renew = this.#renewFirst;
    void this.#ports.ticket(renew).then((answer) => {
      if (this.#state !== dialing) return;
      if (answer.kind === 'ticket') {
        this.#renewFirst = false;
        dialing.socket = this.#open(answer.ticket, dialing);
      } else {
        dialing.cancel();
        this.#settle(this.#afterNoTicket(answer.kind));
      }
    });
  }

  #open(ticket: string, dialing: Dialing): Socket {
    const socket: Socket = this.#ports.socket.dial(ticket, {
      opened: () => undefined,
      frame: (text) => {
        if (this.#state === dialing) this.#greet(text, socket, dialing);
        else if (this.#state.phase === 'open' && this.#state.socket === socket) {
          this.#hear(text, this.#state);
        }
      },
      closed: (code) => {
        this.#closed(code, socket);
      },
    });
    return socket;
  }

  /** The first frame of a socket is its welcome; anything else is not Wardline. */
  #greet(text: string, socket: Socket, dialing: Dialing): void {
    const read = readFrame(text);
    if (read.kind !== 'frame' || read.frame.type !== 'welcome') {
      this.#leave(CLOSE.badFrame, this.#planAfter(CLOSE.badFrame, null));
      return;
    }
    dialing.cancel();
    const now = this.#ports.timer.now();
    const silence = new Silence(read.frame.heartbeatMs, now);
    this.#become({ phase: 'open', socket, silence, openedAt: now, goodbyeMs: null });
    this.#listener.up(read.frame);
  }

  #hear(text: string, open: Open): void {
    open.silence.heard(this.#ports.timer.now());
    const read = readFrame(text);
    switch (read.kind) {
      case 'frame':
        if (read.frame.type === 'goodbye') open.goodbyeMs = read.frame.reconnectAfterMs;
        this.#listener.frame(read.frame);
        break;
      case 'unreadable':
        this.#listener.unreadable(read.ward);
        break;
      case 'garbage':
        this.#leave(CLOSE.badFrame, this.#planAfter(CLOSE.badFrame, null));
        break;
      case 'ignored':
        break;
    }
  }

  /** Closes what there is; `next` comes when it is closed. */
  #leave(code: number, next: AfterClose): void {
    const state = this.#state;
    if (state.phase === 'closing') {
      state.next = next;
      return;
    }
    if (state.phase !== 'open') state.cancel();
    const socket = state.phase === 'offline' ? null : state.socket;
    if (socket === null) {
      this.#settle(next);
      return;
    }
    this.#become({ phase: 'closing', socket, next });
    if (state.phase === 'open') this.#listener.down();
    socket.close(code);
  }

  #closed(code: number, socket: Socket): void {
    const state = this.#state;
    if (state.phase === 'offline' || state.socket !== socket) return;
    if (state.phase === 'closing') {
      this.#settle(state.next);
      return;
    }
    if (state.phase === 'dialing') state.cancel();
    const goodbyeMs = state.phase === 'open' ? state.goodbyeMs : null;
    this.#settle(this.#planAfter(code, goodbyeMs));
    if (state.phase === 'open') this.#listener.down();
  }

  #settle(next: AfterClose): void {
    if (this.#state.phase === 'offline') this.#state.cancel();
    if (next.kind === 'rest') {
      this.#become(rest(next.reason));
      return;
    }
    this.#renewFirst ||= next.renew;
    const offline: Offline = {
      phase: 'offline',
      reason: next.reason,
      retryAt: this.#ports.timer.now() + next.afterMs,
      cancel: this.#ports.timer.after(next.afterMs, () => {
        if (this.#state === offline) this.#dial();
      }),
    };
    this.#become(offline);
  }

  #planAfter(code: number, goodbyeMs: number | null): AfterClose {
    if (this.#state.phase === 'open' && this.#wasHealthy(this.#state)) this.#attempt = 0;
    const attempt = this.#attempt++;
    return afterClose({ code, goodbyeMs, attempt, random: this.#ports.random() });
  }

  #wasHealthy(open: Open): boolean {
    const now = this.#ports.timer.now();
    return now - open.silence.ageMs(now) - open.openedAt >= HEALTHY_AFTER_MS;
  }

  #afterNoTicket(kind: Exclude<TicketAnswer['kind'], 'ticket'>): AfterClose {
    switch (kind) {
      case 'signed-out':
        return { kind: 'rest', reason: 'signed-out' };
      case 'no-access':
        return this.#planAfter(CLOSE.noAccess, null);
      case 'too-many':
        return this.#planAfter(CLOSE.tooMany, null);
      case 'unreachable':
        return this.#retry('unreachable');
    }
  }

  #retry(reason: OfflineReason): AfterClose {
    const afterMs = backOffMs(this.#attempt++, this.#ports.random());
    return { kind: 'retry', reason, afterMs, renew: false };
  }

  #become(state: ConnectionState): void {
    this.#state = state;
    this.#listener.changed();
  }
}

const CLOSE_NORMAL = 1000;

function rest(reason: OfflineReason): Offline {
  return { phase: 'offline', reason, retryAt: null, cancel: () => undefined };
}
