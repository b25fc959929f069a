// Socket.IO 4 with one of its Redis adapters, set for speed: WebSocket alone, nothing compressed.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server } from 'socket.io';
import { play } from './cast.ts';
import { socketIoAdapter } from './socket-io-adapter.ts';

const RECOVERY_MS = 10 * 60_000;

play<{ redisUrl: string; streams: boolean }, { port: number }>(async ({ redisUrl, streams }) => {
  const http = createServer();
  const io = new Server(http, {
    transports: ['websocket'],
    perMessageDeflate: false,
    httpCompression: false,
    serveClient: false,
    pingInterval: 8_000,
    // Its default: a load that is short of its core must not look like a lost connection.
    pingTimeout: 20_000,
    adapter: socketIoAdapter(redisUrl, streams),
    ...(streams ? { connectionStateRecovery: { maxDisconnectionDuration: RECOVERY_MS } } : {}),
  });
  io.on('connection', (socket) => {
    socket.on('join', async (ward: string) => {
      await socket.join(ward);
      socket.emit('joined');
    });
  });
  await new Promise<void>((resolve) => {
    http.listen({ port: 0, host: '127.0.0.1', backlog: 4096 }, resolve);
  });
  return { port: (http.address() as AddressInfo).port };
});
