/**
 * How the bytes of a message are text. `unstated` is what most senders send (MSH-18 empty or ASCII):
 * UTF-8 where it is valid UTF-8, else Windows-1252.
 */
export type Charset = 'unstated' | 'utf-8' | 'iso-8859-1' | 'iso-8859-15' | 'windows-1252';

const BY_NAME: Readonly<Record<string, Charset>> = {
  '': 'unstated',
  ASCII: 'unstated',
  'UNICODE UTF-8': 'utf-8',
  UTF8: 'utf-8',
  'UTF-8': 'utf-8',
  '8859/1': 'iso-8859-1',
  '8859-1': 'iso-8859-1',
  'ISO-8859-1': 'iso-8859-1',
  '8859/15': 'iso-8859-15',
  'ISO-8859-15': 'iso-8859-15',
  'WINDOWS-1252': 'windows-1252',
};

const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });
const latin9 = new TextDecoder('iso-8859-15');
const windows = new TextDecoder('windows-1252');

/** The charset that an MSH-18 names; one that is not known here counts as unstated. */
export function charsetOf(msh18: string): Charset {
  return BY_NAME[msh18.trim().toUpperCase()] ?? 'unstated';
}

/** Bytes to text. Never fails: a byte that has no meaning in UTF-8 becomes U+FFFD. */
export function decodeText(bytes: Uint8Array, charset: Charset): string {
  switch (charset) {
    case 'utf-8':
      return utf8.decode(bytes);
    case 'iso-8859-1':
      return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
    case 'iso-8859-15':
      return latin9.decode(bytes);
    case 'windows-1252':
      return windows.decode(bytes);
    case 'unstated':
      return decodeUnstated(bytes);
  }
}

function decodeUnstated(bytes: Uint8Array): string {
  try {
    return strictUtf8.decode(bytes);
  } catch {
    return windows.decode(bytes);
  }
}

/** Text to bytes; what a single-byte charset lacks becomes `?`. */
export function encodeText(text: string, charset: Charset): Buffer {
  if (charset === 'utf-8' || charset === 'unstated') return Buffer.from(text, 'utf8');
  return Buffer.from(text.replace(/[^\x00-\xff]/gu, '?'), 'latin1');
}
