// What cannot be undercut write by write: a TCP server that gives each socket the finished bytes.
import { createServer, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { play } from './cast.ts';

const HEADER = 6;

const wards = new Map<string, Socket[]>();
const clients = createServer({ noDelay: true }, (socket) => {
  socket.on('error', () => undefined);
  socket.once('data', (name) => {
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
