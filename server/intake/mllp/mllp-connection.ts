import type { Socket } from 'node:net';
import { encodeFrame } from './frame.ts';
import { FrameDecoder } from './frame-decoder.ts';
import type { Frame } from './frame-decoder.ts';

/** The far end of a connection. */
export interface Peer {
  readonly address: string;
  readonly port: number;
}

/**
 * What a listener does with what it takes. Each promise resolves to the bytes of the answer, and
 * only then is the next message of that connection looked at. A rejection means that nothing can be
 * promised about the message: the connection is dropped without an answer and its sender sends again.
 */
export interface MllpHandler {
  message(bytes: Buffer, peer: Peer): Promise<Uint8Array>;
  /** `head` is the beginning of a message longer than the limit, `size` its whole length. */
  oversized(head: Buffer, size: number, peer: Peer): Promise<Uint8Array>;
}

export interface MllpLimits {
  /** The longest message in bytes. */
  readonly maxMessageBytes: number;
  /** Connections open at once. */
  readonly maxConnections: number;
  /** A frame that has begun must end within this, in ms. Silence between frames is normal. */
  readonly frameTimeoutMs: number;
  /** A sender that does not read its answer for this long, in ms, is dropped. */
  readonly writeTimeoutMs: number;
}

export const DEFAULT_MLLP_LIMITS: MllpLimits = {
  maxMessageBytes: 4 * 1024 * 1024,
  maxConnections: 256,
  frameTimeoutMs: 60_000,
  writeTimeoutMs: 30_000,
};

/** Why a connection was dropped by this side; told to the log and the metrics. */
export type DropReason =
  'address_not_allowed' | 'frame_timeout' | 'write_timeout' | 'handler_failed' | 'socket_error';

export interface ConnectionPorts {
  readonly handler: MllpHandler;
  readonly limits: MllpLimits;
  onDropped(reason: DropReason, peer: Peer, error?: unknown): void;
}

/**
 * One MLLP connection: reads a chunk, stops reading, answers every frame in it in order, reads on.
 * So at most one chunk and one open frame wait in memory, and a fast sender is held back by TCP.
 * The socket and the two timers are owned here and end with the `close` of the socket.
 */
export class MllpConnection {
  readonly #socket: Socket;
  readonly #peer: Peer;
  readonly #ports: ConnectionPorts;
  readonly #decoder: FrameDecoder;
  #frameTimer: NodeJS.Timeout | null = null;
  #busy = false;
  #draining = false;

  constructor(socket: Socket, peer: Peer, ports: ConnectionPorts) {
    this.#socket = socket;
    this.#peer = peer;
    this.#ports = ports;
    this.#decoder = new FrameDecoder(ports.limits.maxMessageBytes);
    socket.on('data', (chunk: Buffer) => this.#onData(chunk));
    socket.on('end', () => {
      if (!this.#busy) socket.end();
      this.#draining = true;
    });
    socket.on('error', (error) => ports.onDropped('socket_error', peer, error));
    socket.on('close', () => this.#disarm());
  }

  /** Answers what has been read, then closes; what is still on its way is not taken. */
  drain(): void {
    this.#draining = true;
    if (!this.#busy) this.#socket.end();
  }

  destroy(): void {
    this.#socket.destroy();
  }

  #onData(chunk: Buffer): void {
    if (this.#draining) return;
    this.#decoder.push(chunk);
    this.#socket.pause();
    this.#busy = true;
    this.#answerAll().then(
      () => this.#readOn(),
      (error: unknown) => this.#drop('handler_failed', error),
    );
  }

  #readOn(): void {
    this.#busy = false;
    if (this.#socket.destroyed) return;
    if (this.#draining) this.#socket.end();
    if (this.#decoder.midFrame) this.#arm();
    else this.#disarm();
    this.#socket.resume();
  }

  async #answerAll(): Promise<void> {
    for (;;) {
      const frame = this.#decoder.next();
      if (frame === null) return;
      this.#disarm();
      const answer = await this.#handle(frame);
      if (this.#socket.destroyed) return;
      await this.#write(encodeFrame(answer));
    }
  }

  #handle(frame: Frame): Promise<Uint8Array> {
    if (frame.kind === 'message') return this.#ports.handler.message(frame.bytes, this.#peer);
    return this.#ports.handler.oversized(frame.head, frame.size, this.#peer);
  }

  /** Resolves when the socket takes more, or is gone. */
  #write(bytes: Buffer): Promise<void> {
    if (this.#socket.write(bytes)) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(
        () => this.#drop('write_timeout'),
        this.#ports.limits.writeTimeoutMs,
      );
      const done = () => {
        clearTimeout(timer);
        this.#socket.off('drain', done);
        this.#socket.off('close', done);
        resolve();
      };
      this.#socket.once('drain', done);
      this.#socket.once('close', done);
    });
  }

  #arm(): void {
    this.#frameTimer ??= setTimeout(
      () => this.#drop('frame_timeout'),
      this.#ports.limits.frameTimeoutMs,
    );
  }

  #disarm(): void {
    if (this.#frameTimer !== null) clearTimeout(this.#frameTimer);
    this.#frameTimer = null;
  }

  #drop(reason: DropReason, error?: unknown): void {
    if (this.#socket.destroyed) return;
    this.#ports.onDropped(reason, this.#peer, error);
    this.#socket.destroy();
  }
}
