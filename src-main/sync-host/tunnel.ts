import { Agent, request, type ClientRequestArgs } from 'node:http';
import type { Duplex } from 'node:stream';
import { connect as connectTls, type SecureContext } from 'node:tls';

type Connected = (error: Error | null, socket: Duplex) => void;

/**
 * An agent whose connections go through a proxy (`http://host:port`) by CONNECT, with TLS inside
 * where `secure` says how.
 */
export class TunnelAgent extends Agent {
  /** Tell Node that what comes out is fit for the protocol it asks for, and where that goes. */
  readonly protocol: string;
  readonly defaultPort: number;
  readonly #proxy: URL;
  readonly #secure: SecureContext | null;

  constructor(proxy: string, secure: SecureContext | null) {
    super({ keepAlive: true });
    this.protocol = secure === null ? 'http:' : 'https:';
    this.defaultPort = secure === null ? 80 : 443;
    this.#proxy = new URL(proxy);
    this.#secure = secure;
  }

  // The callback takes the place of the returned socket, which is not there yet.
  override createConnection(options: ClientRequestArgs, connected?: Connected): undefined {
    // Node's types want a socket even with an error, which has none.
    const failed = connected as ((error: Error) => void) | undefined;
    const target = `${options.host ?? ''}:${String(options.port ?? '')}`;
    const asking = request({
      host: this.#proxy.hostname,
      port: this.#proxy.port === '' ? 80 : this.#proxy.port,
      method: 'CONNECT',
      path: target,
      headers: { host: target },
      agent: false,
      timeout: CONNECT_TIMEOUT_MS,
    });
    asking.once('timeout', () => asking.destroy(new Error('the proxy does not answer')));
    asking.once('error', (error) => failed?.(error));
    asking.once('connect', (answer, socket) => {
      if (answer.statusCode !== 200) {
        socket.destroy();
        failed?.(new Error(`the proxy answered ${String(answer.statusCode)}`));
        return;
      }
      connected?.(null, this.#within(socket, options.host ?? ''));
    });
    asking.end();
    return undefined;
  }

  #within(socket: Duplex, host: string): Duplex {
    if (this.#secure === null) return socket;
    return connectTls({ socket, servername: host, secureContext: this.#secure });
  }
}

const CONNECT_TIMEOUT_MS = 10_000;
