import { connect as connectTcp } from 'node:net';
import type { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { connect as connectTls } from 'node:tls';
import type { ConnectionOptions } from 'node:tls';
import { encodeFrame } from './frame.ts';
import { FrameDecoder } from './frame-decoder.ts';

export interface MllpClientOptions {
  readonly host: string;
  readonly port: number;
  readonly tls?: ConnectionOptions;
  /** How long to wait for an answer before the connection counts as lost, in ms. */
  readonly answerTimeoutMs?: number;
  /** How often one message is sent before `send` gives up. */
  readonly attempts?: number;
  /** Pause before attempt `n` (2, 3, …), in ms. */
  readonly backOffMs?: (attempt: number) => number;
}

/** No answer after the last attempt; `cause` is the last fault. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer';
}

const MAX_ANSWER_BYTES = 4 * 1024 * 1024;

interface Waiting {
  resolve(answer: Buffer): void;
  reject(error: Error): void;
}

interface Line {
  readonly socket: Socket;
  readonly decoder: FrameDecoder;
  waiting: Waiting | null;
}

/**
 * A small MLLP sender: one connection, one message in flight. It dials when it is first needed and
 * again after the connection is lost, then sends the unanswered message once more: a message may
 * arrive twice, which the receiver tells by its bytes, but none is passed over.
 */
export class MllpClient {
  readonly #options: MllpClientOptions;
  readonly #closing = new AbortController();
  #line: Line | null = null;
  #queue: Promise<unknown> = Promise.resolve();

  constructor(options: MllpClientOptions) {
    this.#options = options;
  }

  /**
   * Sends one message and resolves to the bytes of its answer. Calls are served in order.
   *
   * @throws NoAnswer when all attempts failed, or the client was closed.
   */
  send(message: Uint8Array): Promise<Buffer> {
    const answer = this.#queue.then(() => this.#sendNow(message));
    this.#queue = answer.catch(() => undefined);
    return answer;
  }

  /** Closes the connection; whatever still waits is rejected. */
  close(): void {
    this.#closing.abort();
    this.#lose(new NoAnswer('the client was closed'));
  }

  async #sendNow(message: Uint8Array): Promise<Buffer> {
    const attempts = this.#options.attempts ?? 5;
    let cause: unknown;
    for (let attempt = 1; attempt <= attempts; attempt += 1) {
      if (attempt > 1) await this.#pause(attempt);
      if (this.#closing.signal.aborted) break;
      try {
        return await this.#exchange(this.#line ?? (await this.#dial()), message);
      } catch (error) {
        cause = error;
      }
    }
    throw new NoAnswer(`no answer from ${this.#options.host}:${this.#options.port}`, { cause });
  }

  async #pause(attempt: number): Promise<void> {
    const backOff = this.#options.backOffMs ?? ((n) => Math.min(5_000, 100 * 2 ** (n - 2)));
    await delay(backOff(attempt), undefined, { signal: this.#closing.signal }).catch(
      () => undefined,
    );
  }

  #dial(): Promise<Line> {
    const { host, port, tls } = this.#options;
    return new Promise((resolve, reject) => {
      const socket =
        tls === undefined ? connectTcp({ host, port }) : connectTls({ ...tls, host, port });
      socket.setNoDelay(true);
      const line: Line = { socket, decoder: new FrameDecoder(MAX_ANSWER_BYTES), waiting: null };
      socket.once(tls === undefined ? 'connect' : 'secureConnect', () => {
        this.#line = line;
        if (this.#closing.signal.aborted) this.#lose(new NoAnswer('the client was closed'));
        resolve(line);
      });
      socket.on('data', (chunk: Buffer) => takeAnswer(line, chunk));
      socket.on('error', (error: Error) => {
        reject(error);
        this.#drop(line, error);
      });
      socket.on('close', () => {
        reject(new Error('connection closed'));
        this.#drop(line, new Error('connection closed'));
      });
    });
  }

  #exchange(line: Line, message: Uint8Array): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      const limit = this.#options.answerTimeoutMs ?? 30_000;
      const timer = setTimeout(() => this.#drop(line, new Error('no answer in time')), limit);
      const settle = () => {
        clearTimeout(timer);
        line.waiting = null;
      };
      line.waiting = {
        resolve: (answer) => {
          settle();
          resolve(answer);
        },
        reject: (error) => {
          settle();
          reject(error);
        },
      };
      if (line.socket.destroyed) this.#drop(line, new Error('connection closed'));
      else line.socket.write(encodeFrame(message));
    });
  }

  #lose(error: Error): void {
    if (this.#line !== null) this.#drop(this.#line, error);
  }

  #drop(line: Line, error: Error): void {
    if (this.#line === line) this.#line = null;
    line.socket.destroy();
    line.waiting?.reject(error);
  }
}

function takeAnswer(line: Line, chunk: Buffer): void {
  line.decoder.push(chunk);
  for (let frame = line.decoder.next(); frame !== null; frame = line.decoder.next()) {
    if (frame.kind === 'message') line.waiting?.resolve(frame.bytes);
    else line.waiting?.reject(new Error('the answer is too long'));
  }
}
