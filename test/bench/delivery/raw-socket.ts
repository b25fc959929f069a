import { connect, type Socket } from 'node:net';

const OPCODE = { text: 1, close: 8, ping: 9, pong: 10 } as const;

export interface RawSocketEvents {
  /** The bytes of a text frame are `bytes[from]` up to `bytes[end]`, valid during the call. */
  onText(bytes: Buffer, from: number, end: number): void;
  onOpen(): void;
  /** @param retryAfterMs null: the server named no time to come back */
  onClose(why: string, retryAfterMs: number | null): void;
}

/** One buffer for the reads of all sockets: what is read is used up before the next read. */
const READ_BUFFER = Buffer.alloc(256 * 1024);
const NOTHING = Buffer.alloc(0);
const RETRY_AFTER = /^retry-after: (\d+)/im;

/**
 * A WebSocket client that does no more than it must: it splits the stream into frames, answers
 * pings, and allocates nothing for what it reads.
 */
export class RawSocket {
  readonly #socket: Socket;
  readonly #events: RawSocketEvents;
  #isOpen: boolean;
  #rest: Buffer = NOTHING;
  #closeWord = 'connection lost';
  #retryAfterMs: number | null = null;

  /** @param path null: no handshake, frames begin at once */
  constructor(port: number, path: string | null, protocol: string, events: RawSocketEvents) {
    this.#events = events;
    this.#isOpen = path === null;
    this.#socket = connect({
      port,
      host: '127.0.0.1',
      noDelay: true,
      onread: {
        buffer: READ_BUFFER,
        callback: (count) => {
          this.#read(count);
          return true;
        },
      },
    });
    this.#socket.on('connect', () => {
      if (path === null) events.onOpen();
      else this.#socket.write(handshake(port, path, protocol));
    });
    this.#socket.on('error', (error) => {
      this.#closeWord = error.message;
    });
    this.#socket.on('close', () => {
      events.onClose(this.#closeWord, this.#retryAfterMs);
    });
  }

  /** Raw bytes, for the floor. */
  write(bytes: Buffer): void {
    this.#socket.write(bytes);
  }

  send(text: string): void {
    this.#socket.write(masked(OPCODE.text, Buffer.from(text)));
  }

  /** Loses the connection without a word. */
  cut(): void {
    this.#closeWord = 'cut';
    this.#socket.resetAndDestroy();
  }

  #read(count: number): void {
    const fresh = READ_BUFFER.subarray(0, count);
    let bytes = this.#rest.length === 0 ? fresh : Buffer.concat([this.#rest, fresh]);
    if (!this.#isOpen) {
      const end = bytes.indexOf('\r\n\r\n');
      if (end < 0) {
        this.#rest = Buffer.from(bytes);
        return;
      }
      const status = bytes.toString('latin1', 9, 12);
      if (status !== '101') {
        this.#closeWord = `HTTP ${status}`;
        const wait = RETRY_AFTER.exec(bytes.toString('latin1', 0, end))?.[1];
        if (wait !== undefined) this.#retryAfterMs = Number(wait) * 1_000;
        this.#socket.destroy();
        return;
      }
      this.#isOpen = true;
      this.#events.onOpen();
      bytes = bytes.subarray(end + 4);
    }
    const used = this.#split(bytes);
    this.#rest = used === bytes.length ? NOTHING : Buffer.from(bytes.subarray(used));
  }

  /** @returns how far whole frames reach */
  #split(bytes: Buffer): number {
    let at = 0;
    while (bytes.length - at >= 2) {
      const short = (bytes[at + 1] ?? 0) & 0x7f;
      let from = at + 2;
      let length = short;
      if (short === 126) {
        if (bytes.length - at < 4) return at;
        length = bytes.readUInt16BE(at + 2);
        from = at + 4;
      } else if (short === 127) {
        if (bytes.length - at < 10) return at;
        length = Number(bytes.readBigUInt64BE(at + 2));
        from = at + 10;
      }
      const end = from + length;
      if (end > bytes.length) return at;
      this.#frame((bytes[at] ?? 0) & 0x0f, bytes, from, end);
      at = end;
    }
    return at;
  }

  #frame(opcode: number, bytes: Buffer, from: number, end: number): void {
    if (opcode === OPCODE.text) this.#events.onText(bytes, from, end);
    else if (opcode === OPCODE.ping) {
      this.#socket.write(masked(OPCODE.pong, bytes.subarray(from, end)));
    } else if (opcode === OPCODE.close) {
      this.#closeWord = `close ${end - from < 2 ? 1005 : bytes.readUInt16BE(from)}`;
      this.#socket.end();
    }
  }
}

function handshake(port: number, path: string, protocol: string): string {
  const lines = [
    `GET ${path} HTTP/1.1`,
    `Host: 127.0.0.1:${port}`,
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
    ...(protocol === '' ? [] : [`Sec-WebSocket-Protocol: ${protocol}`]),
  ];
  return `${lines.join('\r\n')}\r\n\r\n`;
}

/** A client's frame with the mask zero, which leaves the payload as it is. */
function masked(opcode: number, payload: Buffer): Buffer {
  const { length } = payload;
  const header = length < 126 ? 6 : 8;
  const frame = Buffer.alloc(header + length);
  frame[0] = 0x80 | opcode;
  if (header === 6) frame[1] = 0x80 | length;
  else {
    frame[1] = 0x80 | 126;
    frame.writeUInt16BE(length, 2);
  }
  payload.copy(frame, header);
  return frame;
}
