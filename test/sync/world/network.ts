import type {
  HttpAnswer,
  HttpPort,
  HttpRequest,
  Socket,
  SocketListener,
  SocketPort,
} from '../../../src-shared/sync/ports.ts';
import type { ModelGateway } from './model-gateway.ts';
import type { SimClock } from './sim-clock.ts';

/** After so long without an answer a TCP connection over a dead link is gone, in milliseconds. */
const TCP_DIES_AFTER_MS = 12_000;

/** A dial as it went: by the world's clock, in milliseconds. */
export interface Dial {
  readonly at: number;
  closedAt: number | null;
  code: number | null;
}

/**
 * What lies between a device and the gateway: it delays, holds back and breaks, but a socket never
 * loses or reorders anything in its midst: what is lost is lost with the socket.
 */
export class Network implements HttpPort, SocketPort {
  readonly dials: Dial[] = [];
  /** Milliseconds, one way, at most. */
  latencyMs = 100;
  /** The next answers are lost on their way back. */
  loseAnswers = 0;

  readonly #clock: SimClock;
  readonly #gateway: ModelGateway;
  readonly #random: () => number;
  #cutSince: number | null = null;
  readonly #wires = new Set<Wire>();

  constructor(clock: SimClock, gateway: ModelGateway, random: () => number) {
    this.#clock = clock;
    this.#gateway = gateway;
    this.#random = random;
  }

  get isCut(): boolean {
    return this.#cutSince !== null;
  }

  /** Sockets that were dialled and have not been reported closed. */
  get openDials(): number {
    return this.dials.filter((dial) => dial.closedAt === null).length;
  }

  /** Nothing gets through any more; nobody is told. */
  cut(): void {
    this.#cutSince ??= this.#clock.now;
  }

  heal(): void {
    if (this.#cutSince === null) return;
    const tooLong = this.#clock.now - this.#cutSince > TCP_DIES_AFTER_MS;
    this.#cutSince = null;
    for (const wire of [...this.#wires]) {
      if (tooLong) wire.breakOff(1006);
      else wire.flush();
    }
  }

  /** All sockets break, at both ends. */
  breakSockets(): void {
    for (const wire of [...this.#wires]) wire.breakOff(1006);
  }

  async request(request: HttpRequest): Promise<HttpAnswer> {
    const late = new Promise<HttpAnswer>((resolve) => {
      this.#clock.after(request.timeoutMs, 'device', () => {
        resolve({ kind: 'unreachable' });
      });
    });
    return Promise.race([late, this.#exchange(request)]);
  }

  dial(ticket: string, listener: SocketListener): Socket {
    const dial: Dial = { at: this.#clock.now, closedAt: null, code: null };
    this.dials.push(dial);
    const wire = new Wire(
      this.#clock,
      () => this.#delay(),
      () => this.isCut,
    );
    this.#wires.add(wire);
    let ended = false;
    const closed = (code: number): void => {
      if (ended) return;
      ended = true;
      this.#wires.delete(wire);
      wire.over = true;
      dial.closedAt = this.#clock.now;
      dial.code = code;
      listener.closed(code);
    };
    let peer: { hear: (text: string) => void; gone: () => void } | null = null;
    wire.breakOff = (code) => {
      peer?.gone();
      wire.over = true;
      this.#clock.after(0, 'device', () => {
        closed(code);
      });
    };
    wire.toServer(() => {
      peer = this.#gateway.connect(
        ticket,
        (text) => {
          wire.toDevice(() => {
            if (!ended) listener.frame(text);
          });
        },
        (code) => {
          wire.toDevice(() => {
            closed(code);
          });
        },
      );
      if (peer === null) wire.breakOff(1006);
      else
        wire.toDevice(() => {
          if (!ended) listener.opened();
        });
    });
    return {
      send: (text) => {
        wire.toServer(() => peer?.hear(text));
      },
      close: () => {
        wire.toServer(() => peer?.gone());
        // The port gives up on a peer that does not answer the close.
        this.#clock.after(this.isCut ? 3_000 : this.#delay(), 'device', () => {
          closed(1000);
        });
      },
    };
  }

  async #exchange(request: HttpRequest): Promise<HttpAnswer> {
    if (!(await this.#travel('server'))) return new Promise(() => undefined);
    const { status, body } = this.#gateway.http(request);
    // As over a wire: nothing is shared.
    const text = JSON.stringify(body);
    if (this.loseAnswers > 0) {
      this.loseAnswers--;
      return new Promise(() => undefined);
    }
    if (!(await this.#travel('device'))) return new Promise(() => undefined);
    return { kind: 'answer', status, body: JSON.parse(text) as unknown, retryAfterMs: null };
  }

  /** Resolves when something has got through; false: it never will. */
  #travel(to: 'device' | 'server'): Promise<boolean> {
    return new Promise((resolve) => {
      this.#clock.after(this.#delay(), to, () => {
        resolve(!this.isCut);
      });
    });
  }

  #delay(): number {
    return Math.floor(this.#random() * this.latencyMs);
  }
}

/** Both directions of one socket, each in order. */
class Wire {
  over = false;
  breakOff: (code: number) => void = () => undefined;
  readonly #clock: SimClock;
  readonly #delay: () => number;
  readonly #isCut: () => boolean;
  readonly #arrival = { device: 0, server: 0 };
  #held: (() => void)[] = [];

  constructor(clock: SimClock, delay: () => number, isCut: () => boolean) {
    this.#clock = clock;
    this.#delay = delay;
    this.#isCut = isCut;
  }

  toServer(run: () => void): void {
    this.#carry('server', run);
  }

  toDevice(run: () => void): void {
    this.#carry('device', run);
  }

  /** The link is back before TCP gave up: what was held comes now. */
  flush(): void {
    const held = this.#held;
    this.#held = [];
    for (const again of held) again();
  }

  #carry(to: 'device' | 'server', run: () => void): void {
    if (this.#isCut() || this.#held.length > 0) {
      this.#held.push(() => {
        this.#carry(to, run);
      });
      return;
    }
    const at = Math.max(this.#clock.now + this.#delay(), this.#arrival[to]);
    this.#arrival[to] = at;
    this.#clock.after(at - this.#clock.now, to, () => {
      if (!this.over || to === 'server') run();
    });
  }
}
