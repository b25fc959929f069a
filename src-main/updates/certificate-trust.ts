import type { Certificate, Session } from 'electron';
import { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';

type VerifyProc = NonNullable<Parameters<Session['setCertificateVerifyProc']>[0]>;

/** Extended key usage of a server (RFC 5280). */
const SERVER_USE = '1.3.6.1.5.5.7.3.1';

/** Electron's numbers: go on, or do as Chromium has found. */
const TRUSTED = 0;
const AS_FOUND = -3;

/**
 * Chromium's judgement of a server's certificate, with the authorities of the machine's policy
 * besides. Chromium knows those of the system alone, and on Linux not even these.
 * @param authorities PEM; null: none besides. A text without a certificate is as none
 */
export function trustBesides(authorities: string | null): VerifyProc | null {
  const own = authoritiesIn(authorities ?? '');
  if (own.length === 0) return null;
  return ({ hostname, certificate, verificationResult }, answer) => {
    const isUnknown = verificationResult === 'net::ERR_CERT_AUTHORITY_INVALID';
    const trusts = isUnknown && isVouchedFor(chainOf(certificate), hostname, own, new Date());
    answer(trusts ? TRUSTED : AS_FOUND);
  };
}

/**
 * Whether a chain (PEM, the server's certificate first) leads to one of `authorities`, or is one, and
 * is good for `host`. That an authority is unknown hides from Chromium's finding what else may be
 * wrong, so that names and times are looked at here as well. An update is believed by its signature,
 * not by the line it came over: constraints of authorities on names and lengths are not followed.
 */
export function isVouchedFor(
  chain: readonly string[],
  host: string,
  authorities: readonly X509Certificate[],
  now: Date,
): boolean {
  const links = certificatesOf(chain);
  const [server] = links;
  if (server === undefined || !isFor(server, host) || !isForServers(server)) return false;
  for (const [index, link] of links.entries()) {
    if (!isInTime(link, now) || (index > 0 && !link.ca)) return false;
    if (authorities.some(({ fingerprint256 }) => fingerprint256 === link.fingerprint256))
      return true;
    const known = authorities.find((authority) => isIssuedBy(link, authority));
    if (known !== undefined) return known.ca && isInTime(known, now);
    const next = links[index + 1];
    if (next === undefined || !isIssuedBy(link, next)) return false;
  }
  return false;
}

/** The certificates in a PEM text; one that does not parse counts as none. */
export function authoritiesIn(pem: string): X509Certificate[] {
  return certificatesOf(
    pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [],
  );
}

/** Longest chain that is followed. */
const MAX_LINKS = 8;

function chainOf(certificate: Certificate): string[] {
  const chain: string[] = [];
  let link: Certificate | undefined = certificate;
  // A self-signed one is its own issuer.
  while (link !== undefined && chain.length < MAX_LINKS && !chain.includes(link.data)) {
    chain.push(link.data);
    link = (link as { issuerCert?: Certificate }).issuerCert;
  }
  return chain;
}

function certificatesOf(pems: readonly string[]): X509Certificate[] {
  return pems.flatMap((pem) => {
    try {
      return [new X509Certificate(pem)];
    } catch {
      return [];
    }
  });
}

function isIssuedBy(certificate: X509Certificate, issuer: X509Certificate): boolean {
  return certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
}

function isFor(certificate: X509Certificate, host: string): boolean {
  const bare = host.replace(/^\[|\]$/g, '');
  const found = isIP(bare) === 0 ? certificate.checkHost(bare) : certificate.checkIP(bare);
  return found !== undefined;
}

/** Of the uses that it names, if it names any. */
function isForServers({ keyUsage }: X509Certificate): boolean {
  const uses = keyUsage as readonly string[] | undefined;
  return uses === undefined || uses.includes(SERVER_USE);
}

function isInTime({ validFrom, validTo }: X509Certificate, now: Date): boolean {
  return Date.parse(validFrom) <= now.getTime() && now.getTime() <= Date.parse(validTo);
}
