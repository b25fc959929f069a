import type { Duplex } from 'node:stream';
import type { RawData, WebSocket } from 'ws';
import type { Peer } from './peer.ts';

export interface PeerHandlers {
  message(peer: Peer, data: RawData, isBinary: boolean): void;
  closed(peer: Peer, code: number): void;
  /** What was queued for the socket has left. */
  drained(peer: Peer): void;
}

const PEER = Symbol('peer');

interface OfPeer {
  [PEER]: Peer;
}

/**
 * Listens to sockets with the same functions for all of them, which find the peer at the socket they
 * are called on: functions of its own would cost each some 400 bytes.
 */
export class PeerListeners {
  readonly #message: (this: WebSocket, data: RawData, isBinary: boolean) => void;
  readonly #closed: (this: WebSocket, code: number) => void;
  readonly #drained: (this: Duplex) => void;

  constructor(handlers: PeerHandlers) {
    this.#message = function (data, isBinary) {
      handlers.message(peerOf(this), data, isBinary);
    };
    this.#closed = function (code) {
      handlers.closed(peerOf(this), code);
    };
    this.#drained = function () {
      handlers.drained(peerOf(this));
    };
  }

  attach(peer: Peer): void {
    const { webSocket, stream } = peer;
    (webSocket as unknown as OfPeer)[PEER] = peer;
    (stream as unknown as OfPeer)[PEER] = peer;
    webSocket.on('message', this.#message);
    webSocket.on('pong', answered);
    webSocket.on('error', ignored);
    webSocket.on('close', this.#closed);
    stream.on('drain', this.#drained);
  }
}

function answered(this: WebSocket): void {
  peerOf(this).pingedAt = null;
}

/** Whatever is wrong with a socket also closes it, with its code. */
function ignored(): void {
  // Nothing is left to do.
}

function peerOf(socket: object): Peer {
  return (socket as OfPeer)[PEER];
}
