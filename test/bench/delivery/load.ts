// The clients of the delivery suite: one process, as light as it can be.
import { Agent, request } from 'node:http';
import { SUBPROTOCOL } from '../../../src-shared/contract/frames/close-codes.ts';
import { play } from './cast.ts';
import type { LoadAsk, LoadClient, LoadReport, PeerKind } from './asks.ts';
import { Latencies, machineMicros } from './latencies.ts';
import { RawSocket } from './raw-socket.ts';

interface Line {
  readonly client: LoadClient;
  socket: RawSocket | null;
  isLive: boolean;
  /** The newest seq, 0 before the first; of which epoch. */
  seq: number;
  epoch: string | null;
}

const SEQ = Buffer.from('{"seq":');
const MADE = Buffer.from('"t":"');
const DIGIT_0 = 48;

const agent = new Agent({ keepAlive: true, maxSockets: 32 });
const latencies = new Latencies();
const lines: Line[] = [];
const counts = { deliveries: 0, frames: 0, gaps: 0, lost: 0, tookMs: 0, firstClose: '' };
let kind: PeerKind = 'wardline';
let port = 0;
let tickets: string[] = [];

play<LoadAsk, LoadReport>(async (ask) => {
  switch (ask.do) {
    case 'connect':
      kind = ask.kind;
      port = ask.port;
      await connectAll(ask.clients, ask.atOnce);
      break;
    case 'reset':
      latencies.reset();
      counts.deliveries = 0;
      counts.frames = 0;
      break;
    case 'cut':
      for (const line of lines) {
        line.isLive = false;
        line.socket?.cut();
        line.socket = null;
      }
      break;
    case 'tickets':
      await fetchTickets();
      break;
    case 'return':
      await comeBack(ask.cursors);
      break;
    case 'report':
  }
  const live = lines.filter((line) => line.isLive).length;
  const [p50, p99] = [latencies.quantile(0.5), latencies.quantile(0.99)];
  return { ...counts, live, p50, p99, max: latencies.max };
});

async function connectAll(clients: readonly LoadClient[], atOnce: number): Promise<void> {
  const began = performance.now();
  const waiting = clients.map((client) => {
    const line: Line = { client, socket: null, isLive: false, seq: 0, epoch: null };
    lines.push(line);
    return line;
  });
  waiting.reverse();
  const worker = async (): Promise<void> => {
    for (let line = waiting.pop(); line !== undefined; line = waiting.pop()) {
      await open(line, kind === 'wardline' ? await ticketOf(line.client) : '', null);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  counts.tookMs = performance.now() - began;
}

async function fetchTickets(): Promise<void> {
  tickets = [];
  for (let at = 0; at < lines.length; at += 64) {
    const part = lines.slice(at, at + 64);
    tickets.push(...(await Promise.all(part.map((line) => ticketOf(line.client)))));
  }
}

async function comeBack(withCursors: boolean): Promise<void> {
  const began = performance.now();
  await Promise.all(
    lines.map((line, index) => {
      const { seq, epoch } = line;
      return open(
        line,
        tickets[index] ?? '',
        withCursors && epoch !== null ? { epoch, seq } : null,
      );
    }),
  );
  counts.tookMs = performance.now() - began;
}

/** Resolves when the socket follows its ward. A socket that is sent away dials again. */
async function open(
  line: Line,
  ticket: string,
  cursor: { epoch: string; seq: number } | null,
): Promise<void> {
  await new Promise<void>((resolve) => {
    dial(line, ticket, cursor, resolve);
  });
}

function dial(
  line: Line,
  ticket: string,
  cursor: { epoch: string; seq: number } | null,
  live: () => void,
): void {
  const path = {
    wardline: `/realtime?ticket=${ticket}`,
    'socket.io': '/socket.io/?EIO=4&transport=websocket',
    floor: null,
  }[kind];
  const becomeLive = (): void => {
    line.isLive = true;
    live();
  };
  const socket: RawSocket = new RawSocket(port, path, kind === 'wardline' ? SUBPROTOCOL : '', {
    onOpen: () => {
      if (kind === 'floor') {
        socket.write(Buffer.from(`${line.client.ward}\n`));
        becomeLive();
      }
      if (kind !== 'wardline') return;
      socket.send(JSON.stringify({ type: 'subscribe', id: 1, ward: line.client.ward, cursor }));
    },
    onText: (bytes, from, end) => {
      receive(line, socket, bytes, from, end, becomeLive);
    },
    onClose: (why) => {
      if (line.socket !== socket) return;
      if (!line.isLive) {
        // Refused: the gateway said to come again later.
        setTimeout(() => void again(line, cursor, live), 100 + Math.random() * 400);
        return;
      }
      line.isLive = false;
      if (why === 'cut') return;
      counts.lost += 1;
      counts.firstClose ||= why;
    },
  });
  line.socket = socket;
}

async function again(
  line: Line,
  cursor: { epoch: string; seq: number } | null,
  live: () => void,
): Promise<void> {
  dial(line, kind === 'wardline' ? await ticketOf(line.client) : '', cursor, live);
}

function receive(
  line: Line,
  socket: RawSocket,
  bytes: Buffer,
  from: number,
  end: number,
  becomeLive: () => void,
): void {
  if (kind === 'socket.io') {
    const first = bytes[from];
    if (first === 0x32) socket.send('3');
    else if (first === 0x30) socket.send('40');
    else if (bytes[from + 1] === 0x30) {
      socket.send(`42${JSON.stringify(['join', line.client.ward])}`);
    } else if (bytes[from + 4] === 0x6a) becomeLive();
    else countEvents(line, bytes, from, end);
    return;
  }
  // {"type":"events… — any other type is told apart by two letters.
  const letters = ((bytes[from + 9] ?? 0) << 8) | (bytes[from + 10] ?? 0);
  if (letters === 0x6576) countEvents(line, bytes, from, end);
  else if (letters === 0x7375) {
    const frame = JSON.parse(bytes.toString('utf8', from, end)) as {
      recovery: string;
      cursor: { epoch: string; seq: number };
    };
    line.epoch = frame.cursor.epoch;
    if (frame.recovery !== 'delta') line.seq = frame.cursor.seq;
    becomeLive();
  } else if (letters === 0x736e) {
    const { cursor } = JSON.parse(bytes.toString('utf8', from, end)) as { cursor: { seq: number } };
    line.seq = cursor.seq;
  } else if (letters === 0x6572) {
    throw new Error(bytes.toString('utf8', from, end));
  }
}

function countEvents(line: Line, bytes: Buffer, from: number, end: number): void {
  counts.frames += 1;
  const now = machineMicros();
  for (let at = bytes.indexOf(SEQ, from); at >= 0 && at < end; at = bytes.indexOf(SEQ, at)) {
    at += SEQ.length;
    let seq = 0;
    for (let digit = bytes[at] ?? 0; digit >= DIGIT_0; digit = bytes[(at += 1)] ?? 0) {
      seq = seq * 10 + digit - DIGIT_0;
    }
    if (line.seq !== 0 && seq !== line.seq + 1) counts.gaps += 1;
    line.seq = seq;
    at = bytes.indexOf(MADE, at) + MADE.length;
    let made = 0;
    for (let digit = bytes[at] ?? 0; digit >= DIGIT_0; digit = bytes[(at += 1)] ?? 0) {
      made = made * 10 + digit - DIGIT_0;
    }
    latencies.add((now - made) / 1_000);
    counts.deliveries += 1;
  }
}

function ticketOf(client: LoadClient): Promise<string> {
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        ...{ agent, port, host: '127.0.0.1', method: 'POST', path: '/api/v1/realtime/tickets' },
        headers: {
          authorization: `Bearer ${client.token ?? ''}`,
          'content-type': 'application/json',
          'content-length': 2,
        },
      },
      (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (part: string) => (text += part));
        response.on('end', () => {
          if (response.statusCode === 201) {
            resolve((JSON.parse(text) as { ticket: string }).ticket);
          } else reject(new Error(`ticket: ${text}`));
        });
      },
    );
    sent.on('error', reject);
    sent.end('{}');
  });
}
