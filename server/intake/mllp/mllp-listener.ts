import { createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import type { TlsOptions } from 'node:tls';
import { isLoopbackHost } from '../../config/loopback.ts';
import { DEFAULT_MLLP_LIMITS, MllpConnection } from './mllp-connection.ts';
import type { DropReason, MllpHandler, MllpLimits, Peer } from './mllp-connection.ts';
import { plainAddress } from './plain-address.ts';
import type { SenderAllowList } from './sender-allow-list.ts';

/** Key and certificate of the listener; with `ca` each sender has to show a certificate of it. */
export interface MllpTls {
  readonly key: string | Buffer;
  readonly cert: string | Buffer;
  readonly ca?: string | Buffer;
}

export interface MllpListenerOptions {
  readonly host: string;
  /** 0 takes a free port. */
  readonly port: number;
  readonly handler: MllpHandler;
  readonly tls?: MllpTls;
  readonly allowList?: SenderAllowList;
  readonly limits?: Partial<MllpLimits>;
  readonly onDropped?: (reason: DropReason, peer: Peer, error?: unknown) => void;
}

export interface MllpListener {
  readonly host: string;
  readonly port: number;
  /** Connections open now. */
  connections(): number;
  /**
   * Takes no new connection, answers every message already read, closes. Connections that are still
   * open after `graceMs` are cut. Resolves when all are closed.
   */
  stop(graceMs: number): Promise<void>;
}

/** A listener beyond loopback with neither TLS nor an allow-list. */
export class OpenListenerRefused extends Error {
  override readonly name = 'OpenListenerRefused';
  constructor(host: string) {
    super(`the MLLP listener on ${host} needs TLS or an allow-list of senders`);
  }
}

/**
 * Listens for MLLP connections.
 *
 * @throws OpenListenerRefused before anything is opened.
 * @throws the system's error (`code` EADDRINUSE and so on) when it cannot listen.
 */
export async function startMllpListener(options: MllpListenerOptions): Promise<MllpListener> {
  if (
    !isLoopbackHost(options.host) &&
    options.tls === undefined &&
    options.allowList === undefined
  ) {
    throw new OpenListenerRefused(options.host);
  }
  const open = new Set<MllpConnection>();
  const limits = { ...DEFAULT_MLLP_LIMITS, ...options.limits };
  const onDropped = options.onDropped ?? (() => undefined);
  const accept = (socket: Socket): void => {
    const peer = peerOf(socket);
    if (options.allowList !== undefined && !options.allowList.admits(peer.address)) {
      onDropped('address_not_allowed', peer);
      socket.on('error', () => undefined);
      socket.destroy();
      return;
    }
    socket.setNoDelay(true);
    socket.setKeepAlive(true, 30_000);
    const connection = new MllpConnection(socket, peer, {
      handler: options.handler,
      limits,
      onDropped,
    });
    open.add(connection);
    socket.on('close', () => open.delete(connection));
  };
  const server = buildServer(options.tls, accept);
  server.maxConnections = limits.maxConnections;
  await listen(server, options.host, options.port);
  const address = server.address() as AddressInfo;
  return {
    host: address.address,
    port: address.port,
    connections: () => open.size,
    stop: (graceMs) => stop(server, open, graceMs),
  };
}

function buildServer(tls: MllpTls | undefined, accept: (socket: Socket) => void): Server {
  if (tls === undefined) return createServer({ allowHalfOpen: true }, accept);
  const options: TlsOptions & { allowHalfOpen: boolean } = {
    allowHalfOpen: true,
    key: tls.key,
    cert: tls.cert,
    minVersion: 'TLSv1.2',
    handshakeTimeout: 10_000,
    ...(tls.ca === undefined ? {} : { ca: tls.ca, requestCert: true, rejectUnauthorized: true }),
  };
  return createTlsServer(options, accept);
}

function peerOf(socket: Socket): Peer {
  return { address: plainAddress(socket.remoteAddress ?? ''), port: socket.remotePort ?? 0 };
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port }, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function stop(server: Server, open: Set<MllpConnection>, graceMs: number): Promise<void> {
  return new Promise((resolve) => {
    const cut = setTimeout(() => {
      for (const connection of open) connection.destroy();
    }, graceMs);
    server.close(() => {
      clearTimeout(cut);
      resolve();
    });
    for (const connection of open) connection.drain();
  });
}
