import { createHash } from 'node:crypto';
import type { WardKey } from '../../src-shared/contract/ids.ts';
import { eventText, type StoredEvent } from './event-text.ts';

/** What one transaction did to one log, as the audit keeps it. */
export interface AuditBody {
  readonly ward: WardKey;
  /** The events it wrote; null: it changed rows that have no events. */
  readonly seq: { readonly from: number; readonly to: number } | null;
  readonly at: string;
  readonly actor: string;
  readonly command: string;
  readonly commandId: string | null;
  /** What the actor gave as a reason, or passed over. */
  readonly note: Readonly<Record<string, string>> | null;
  /** SHA-256 of the texts of the events, in hex; null where there are none. */
  readonly events: string | null;
}

function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}

/** The digest that an audit entry holds of its events. */
export function eventsDigest(events: readonly StoredEvent[]): string {
  return sha256(events.map(eventText).join('\n'));
}

/** An entry of a ward's chain: `body` is the exact text that is hashed after the hash before it. */
export function auditHash(previous: string, body: string): string {
  return sha256(previous + body);
}
