import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { join } from 'node:path';
import { createServer } from 'node:tls';

/** What ends TLS in front of a gateway, as a hospital's load balancer does. */
export interface TlsFront {
  /** `https://127.0.0.1:PORT` */
  readonly url: string;
  /** PEM file of the hospital's own authority, which no system knows. */
  readonly authority: string;
  /** What the front says to a request in place of the gateway; undefined: the gateway answers. */
  interject: (request: string) => string | undefined;
  stop(): void;
}

/** @param folder where keys and certificates go */
export async function startTlsFront(folder: string, port: number): Promise<TlsFront> {
  makeCertificates(folder);
  const read = (name: string): Buffer => readFileSync(join(folder, name));
  const sockets = new Set<Socket>();
  const keep = (socket: Socket): void => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    // Either end may go first.
    socket.on('error', () => socket.destroy());
  };
  const server = createServer({ key: read('front.key'), cert: read('front.pem') }, (outer) => {
    const inner = connect(port, '127.0.0.1');
    keep(outer);
    keep(inner);
    outer.on('data', (chunk: Buffer) => {
      const said = front.interject(chunk.toString('latin1'));
      if (said === undefined) inner.write(chunk);
      else outer.write(said);
    });
    outer.once('end', () => inner.end());
    inner.pipe(outer);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const front: TlsFront = {
    url: `https://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    authority: join(folder, 'authority.pem'),
    stop: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
    interject: () => undefined,
  };
  return front;
}

function makeCertificates(folder: string): void {
  const openssl = (...args: string[]): void => {
    execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' });
  };
  const key = (name: string): string[] => [
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-keyout',
    `${name}.key`,
  ];
  openssl(
    ...['req', '-x509', ...key('authority'), '-days', '2', '-subj', '/CN=A Hospital'],
    ...['-out', 'authority.pem'],
  );
  openssl('req', '-new', ...key('front'), '-subj', '/CN=gateway', '-out', 'front.csr');
  writeFileSync(
    join(folder, 'front.ext'),
    'basicConstraints=CA:FALSE\nsubjectAltName=IP:127.0.0.1',
  );
  openssl(
    ...['x509', '-req', '-days', '2', '-in', 'front.csr', '-out', 'front.pem'],
    ...['-CA', 'authority.pem', '-CAkey', 'authority.key', '-CAcreateserial'],
    ...['-extfile', 'front.ext'],
  );
}
