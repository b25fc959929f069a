// What cannot be undercut write by write: a TCP server that gives each socket the finished bytes.
import { createServer, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { play } from './cast.ts';

const HEADER = 6;
/** An empty WebSocket ping: heartbeats are part of what all peers write. */
const PING = Buffer.from([0x89, 0]);
const HEARTBEAT_MS = 8_000;
const SLOTS = 32;

const slots = Array.from({ length: SLOTS }, () => new Set<Socket>());
let opened = 0;
const wards = new Map<string, Socket[]>();
const clients = createServer({ noDelay: true }, (socket) => {
  const slot = slots[(opened += 1) % SLOTS];
  slot?.add(socket);
  socket.on('error', () => undefined);
  socket.on('close', () => slot?.delete(socket));
  socket.once('data', (name) => {
    // Its pongs are read, and nothing is made of them.
    socket.resume();
    const ward = name.toString('utf8').trim();
    const sockets = wards.get(ward) ?? [];
    sockets.push(socket);
    wards.set(ward, sockets);
  });
});

/** The writer's line: length of the ward's name, length of the frame, name, frame. */
const intake = createServer((socket) => {
  let rest = Buffer.alloc(0);
  socket.on('data', (chunk) => {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let at = 0;
    while (rest.length - at >= HEADER) {
      const nameEnd = at + HEADER + rest.readUInt16BE(at);
      const end = nameEnd + rest.readUInt32BE(at + 2);
      if (end > rest.length) break;
      const frame = rest.subarray(nameEnd, end);
      const name = rest.toString('latin1', at + HEADER, nameEnd);
      for (const client of wards.get(name) ?? []) client.write(frame);
      at = end;
    }
    rest = rest.subarray(at);
  });
});

let turn = 0;
setInterval(() => {
  for (const socket of slots[(turn += 1) % SLOTS] ?? []) socket.write(PING);
}, HEARTBEAT_MS / SLOTS);

play<'listen', { port: number; intake: number }>(async () => {
  const ports = await Promise.all(
    [clients, intake].map(
      (server) =>
        new Promise<number>((resolve) => {
          server.listen({ port: 0, host: '127.0.0.1', backlog: 4096 }, () => {
            resolve((server.address() as AddressInfo).port);
          });
        }),
    ),
  );
  return { port: ports[0] ?? 0, intake: ports[1] ?? 0 };
});
