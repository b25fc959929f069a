// The clients of the delivery suites: one process, as light as it can be.
import { SUBPROTOCOL } from '../../../src-shared/contract/frames/close-codes.ts';
import { play } from './cast.ts';
import type { LoadAsk, LoadClient, LoadReport, PeerKind } from './asks.ts';
import { Latencies, machineMicros } from './latencies.ts';
import { RawSocket } from './raw-socket.ts';
import { fetchTicket } from './tickets.ts';

interface Line {
  readonly client: LoadClient;
  socket: RawSocket | null;
  /** It follows its ward, and has all of it up to `target`. */
  isLive: boolean;
  isFollowing: boolean;
  onLive: () => void;
  /** In hand for the next handshake; '' : one has to be fetched. */
  ticket: string;
  /** The newest seq, 0 before the first; of which epoch. */
  seq: number;
  epoch: string | null;
  target: number;
  /** What Socket.IO's connection-state recovery goes by. */
  session: { pid: string; offset: string };
}

const SEQ = Buffer.from('{"seq":');
const MADE = Buffer.from('"t":"');
const DIGIT_0 = 48;
const QUOTE = 34;
const TICKETS_AT_ONCE = 64;
const nobody = (): void => undefined;

const latencies = new Latencies();
const lines: Line[] = [];
const counts = { deliveries: 0, frames: 0, gaps: 0, lost: 0, tookMs: 0, refused: 0, forgotten: 0 };
let firstClose = '';
let kind: PeerKind = 'wardline';
let port = 0;
/** No socket is dialled after this moment, of `performance.now()`. */
let deadline = 0;

play<LoadAsk, LoadReport>(async (ask) => {
  switch (ask.do) {
    case 'connect':
      kind = ask.kind;
      port = ask.port;
      await timed(ask.withinMs, () => connectAll(ask.clients, ask.atOnce));
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
      await timed(ask.withinMs, () => comeBack(ask.heads));
      break;
    case 'report':
  }
  const live = lines.filter((line) => line.isLive).length;
  const [p50, p99] = [latencies.quantile(0.5), latencies.quantile(0.99)];
  return { ...counts, firstClose, live, p50, p99, max: latencies.max };
});

async function timed(withinMs: number, work: () => Promise<void>): Promise<void> {
  const began = performance.now();
  deadline = began + withinMs;
  const timer = setTimeout(() => {
    for (const line of lines) line.onLive();
  }, withinMs);
  counts.refused = 0;
  await work();
  clearTimeout(timer);
  counts.tookMs = performance.now() - began;
}

async function connectAll(clients: readonly LoadClient[], atOnce: number): Promise<void> {
  const waiting = clients.map((client) => {
    const session = { pid: '', offset: '' };
    const line: Line = {
      ...{ client, socket: null, isLive: false, isFollowing: false, onLive: nobody },
      ...{ ticket: '', seq: 0, epoch: null, target: 0, session },
    };
    lines.push(line);
    return line;
  });
  waiting.reverse();
  const worker = async (): Promise<void> => {
    for (let line = waiting.pop(); line !== undefined && !isOver(); line = waiting.pop()) {
      await dialUntilLive(line);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}

async function fetchTickets(): Promise<void> {
  for (let at = 0; at < lines.length; at += TICKETS_AT_ONCE) {
    const part = lines.slice(at, at + TICKETS_AT_ONCE);
    await Promise.all(
      part.map(async (line) => {
        line.ticket = await fetchTicket(port, line.client.token ?? '');
      }),
    );
  }
}

async function comeBack(heads: Readonly<Record<string, number>>): Promise<void> {
  counts.forgotten = 0;
  await Promise.all(
    lines.map((line) => {
      line.target = heads[line.client.ward] ?? 0;
      return dialUntilLive(line);
    }),
  );
}

/** Resolves when the line is live, or no more may be dialled. */
function dialUntilLive(line: Line): Promise<void> {
  return new Promise((resolve) => {
    line.onLive = resolve;
    void dial(line);
  });
}

function isOver(): boolean {
  return performance.now() >= deadline;
}

/** Opens the socket of a line, and again as long as it is refused. */
async function dial(line: Line): Promise<void> {
  if (isOver()) return;
  line.isFollowing = false;
  if (kind === 'wardline' && line.ticket === '') {
    try {
      line.ticket = await fetchTicket(port, line.client.token ?? '');
    } catch (error) {
      refused(line, String(error), null);
      return;
    }
  }
  const { path, protocol } = addressOf(line);
  const socket: RawSocket = new RawSocket(port, path, protocol, {
    onOpen: () => {
      line.ticket = '';
      if (kind === 'floor') {
        socket.write(Buffer.from(`${line.client.ward}\n`));
        follow(line);
      }
      if (kind !== 'wardline') return;
      const { seq, epoch, client } = line;
      const cursor = epoch === null ? null : { epoch, seq };
      socket.send(JSON.stringify({ type: 'subscribe', id: 1, ward: client.ward, cursor }));
    },
    onText: (bytes, from, end) => {
      if (kind === 'wardline') receive(line, bytes, from, end);
      else if (kind === 'floor') countEvents(line, bytes, from, end);
      else receiveSocketIo(line, socket, bytes, from, end);
    },
    onClose: (why, retryAfterMs) => {
      if (line.socket !== socket) return;
      if (!line.isLive) {
        // Only what was sent away before its ticket was looked at may show that ticket again.
        if (retryAfterMs === null) line.ticket = '';
        refused(line, why, retryAfterMs);
        return;
      }
      line.isLive = false;
      if (why === 'cut') return;
      counts.lost += 1;
      firstClose ||= why;
    },
  });
  line.socket = socket;
}

function addressOf(line: Line): { path: string | null; protocol: string } {
  if (kind === 'floor') return { path: null, protocol: '' };
  if (kind === 'wardline') {
    return { path: `/realtime?ticket=${line.ticket}`, protocol: SUBPROTOCOL };
  }
  return { path: '/socket.io/?EIO=4&transport=websocket', protocol: '' };
}

function refused(line: Line, why: string, retryAfterMs: number | null): void {
  counts.refused += 1;
  firstClose ||= why;
  setTimeout(() => void dial(line), (retryAfterMs ?? 100) + Math.random() * 400);
}

function follow(line: Line): void {
  line.isFollowing = true;
  becomeLive(line);
}

function becomeLive(line: Line): void {
  if (!line.isFollowing || line.seq < line.target) return;
  line.isLive = true;
  line.onLive();
}

function receiveSocketIo(
  line: Line,
  socket: RawSocket,
  bytes: Buffer,
  from: number,
  end: number,
): void {
  const [first, second] = [bytes[from], bytes[from + 1]];
  const { session } = line;
  if (first === 0x32) socket.send('3');
  else if (first === 0x30) socket.send(session.pid === '' ? '40' : `40${JSON.stringify(session)}`);
  else if (second === 0x30) {
    const { pid = '' } = JSON.parse(bytes.toString('utf8', from + 2, end)) as { pid?: string };
    if (pid !== '' && pid === session.pid) {
      follow(line);
      return;
    }
    if (session.pid !== '') counts.forgotten += 1;
    session.pid = pid;
    socket.send(`42${JSON.stringify(['join', line.client.ward])}`);
  } else if (bytes[from + 4] === 0x6a) {
    // Whoever is followed anew has missed what passed: it is never live again.
    if (line.target === 0) follow(line);
  } else {
    countEvents(line, bytes, from, end);
    // The last of the packet's parts, which the adapter adds: its place in the stream.
    if (session.pid !== '' && bytes[end - 2] === QUOTE) {
      session.offset = bytes.toString('latin1', bytes.lastIndexOf(QUOTE, end - 3) + 1, end - 2);
    }
    if (!line.isLive) becomeLive(line);
  }
}

function receive(line: Line, bytes: Buffer, from: number, end: number): void {
  // {"type":"events… — any other type is told apart by two letters.
  const letters = ((bytes[from + 9] ?? 0) << 8) | (bytes[from + 10] ?? 0);
  if (letters === 0x6576) {
    countEvents(line, bytes, from, end);
    if (!line.isLive) becomeLive(line);
  } else if (letters === 0x7375) {
    const frame = JSON.parse(bytes.toString('utf8', from, end)) as {
      recovery: string;
      cursor: { epoch: string; seq: number };
    };
    line.epoch = frame.cursor.epoch;
    if (frame.recovery === 'current') line.seq = frame.cursor.seq;
    // What follows a snapshot is counted from there; it is not here yet.
    if (frame.recovery === 'snapshot') line.seq = 0;
    if (frame.recovery !== 'snapshot') follow(line);
  } else if (letters === 0x736e) {
    const { cursor } = JSON.parse(bytes.toString('utf8', from, end)) as { cursor: { seq: number } };
    line.seq = cursor.seq;
    follow(line);
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
