import { connect, createServer, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';

export interface StallingProxy {
  readonly port: number;
  /** From now on nothing passes, in no direction, and nothing is closed. */
  stall(): void;
  /** From now on every connection is cut, new ones at once, as if the other end were down. */
  cut(): void;
  /** All goes on, what was held first. */
  resume(): void;
  close(): Promise<void>;
}

/** A proxy on 127.0.0.1 in front of a port of the same machine, which can hold its breath, or die. */
export async function startStallingProxy(target: number): Promise<StallingProxy> {
  const sockets = new Set<Socket>();
  let isStalled = false;
  let isCut = false;
  const keep = (socket: Socket): void => {
    sockets.add(socket);
    if (isStalled) socket.pause();
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
  };
  const server = createServer((near) => {
    if (isCut) {
      near.destroy();
      return;
    }
    const far = connect(target, '127.0.0.1');
    keep(near);
    keep(far);
    join(near, far, () => isStalled);
    join(far, near, () => isStalled);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    stall: () => {
      isStalled = true;
      for (const socket of sockets) socket.pause();
    },
    cut: () => {
      isCut = true;
      for (const socket of sockets) socket.destroy();
    },
    resume: () => {
      isStalled = false;
      isCut = false;
      for (const socket of sockets) socket.resume();
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function join(from: Socket, to: Socket, isStalled: () => boolean): void {
  from.on('data', (chunk) => {
    if (!to.write(chunk)) from.pause();
  });
  to.on('drain', () => {
    if (!isStalled()) from.resume();
  });
  from.on('close', () => to.destroy());
}
