import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createSecureContext } from 'node:tls';
import type { MllpConfig } from '../config/config.ts';
import { configFault, StartFault } from '../config/start-fault.ts';
import { createIntake } from './intake.ts';
import type { IntakeParts } from './intake.ts';
import { startMllpListener } from './mllp/mllp-listener.ts';
import type { MllpListener, MllpTls } from './mllp/mllp-listener.ts';
import { allowedSendersSchema, senderAllowList } from './mllp/sender-allow-list.ts';
import type { SenderAllowList } from './mllp/sender-allow-list.ts';

/**
 * Makes sure that the files the configuration names can be used, before anything else is started.
 * @throws StartFault (78) naming the variable
 */
export async function requireIntakeFiles(config: MllpConfig): Promise<void> {
  const tls = await readTls(config);
  if (tls !== null) requireUsable(tls);
  await readAllowList(config);
}

/**
 * Opens the HL7 listener of the `intake` role. Whoever starts it stops it before the database is
 * closed.
 * @throws StartFault (78) for a file that a variable names and that cannot be read or does not parse
 * @throws the system's error where the port cannot be had
 */
export async function startIntake(
  config: MllpConfig,
  parts: Omit<IntakeParts, 'allowList'>,
): Promise<MllpListener> {
  const [tls, allowList] = await Promise.all([readTls(config), readAllowList(config)]);
  return startMllpListener({
    host: config.host,
    port: config.port,
    handler: createIntake({ ...parts, allowList }),
    ...(tls === null ? {} : { tls }),
    ...(allowList === null ? {} : { allowList }),
    onDropped: (reason, peer, error) => {
      const level = reason === 'socket_error' ? 'debug' : 'warn';
      parts.log[level]({ reason, address: peer.address, err: error }, 'an MLLP connection was cut');
    },
  });
}

async function readTls({ tls }: MllpConfig): Promise<MllpTls | null> {
  if (tls === null) return null;
  const [key, cert] = await Promise.all([
    readConfigFile('WARDLINE_MLLP_TLS_KEY', tls.key),
    readConfigFile('WARDLINE_MLLP_TLS_CERT', tls.cert),
  ]);
  if (tls.ca === null) return { key, cert };
  return { key, cert, ca: await readConfigFile('WARDLINE_MLLP_TLS_CA', tls.ca) };
}

function requireUsable({ key, cert, ca }: MllpTls): void {
  const privateKey = parsed('WARDLINE_MLLP_TLS_KEY', 'private key', () => createPrivateKey(key));
  requireCertificateOf(privateKey, cert);
  if (ca !== undefined) {
    parsed('WARDLINE_MLLP_TLS_CA', 'certificate', () => new X509Certificate(ca));
  }
  parsed('WARDLINE_MLLP_TLS_CERT', 'certificate that TLS takes', () =>
    createSecureContext({ key, cert, ...(ca === undefined ? {} : { ca }) }),
  );
}

function requireCertificateOf(key: KeyObject, cert: string | Buffer): void {
  const variable = 'WARDLINE_MLLP_TLS_CERT';
  const certificate = parsed(variable, 'certificate', () => new X509Certificate(cert));
  if (certificate.checkPrivateKey(key)) return;
  throw configFault(variable, 'the certificate is not one of WARDLINE_MLLP_TLS_KEY');
}

function parsed<T>(variable: string, what: string, parse: () => T): T {
  try {
    return parse();
  } catch {
    throw configFault(variable, `names a file that holds no ${what} in PEM`);
  }
}

async function readAllowList({ sendersFile }: MllpConfig): Promise<SenderAllowList | null> {
  if (sendersFile === null) return null;
  const variable = 'WARDLINE_MLLP_SENDERS';
  const text = await readConfigFile(variable, sendersFile);
  return senderAllowList(parseSenders(variable, text));
}

function parseSenders(variable: string, text: string) {
  try {
    return allowedSendersSchema.parse(JSON.parse(text));
  } catch {
    throw configFault(
      variable,
      'names a file that is no list of senders: [{"address","application","facility"}, …]',
    );
  }
}

async function readConfigFile(variable: string, path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof StartFault) throw error;
    throw configFault(variable, `names a file that cannot be read: ${path}`);
  }
}
