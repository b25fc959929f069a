import { BlockList, isIP } from 'node:net';
import { z } from 'zod';
import { plainAddress } from './plain-address.ts';

const addressSchema = z.string().refine((text) => parseRange(text) !== null, {
  message: 'an IP address or a range such as 10.1.0.0/16',
});

/**
 * One sender that may speak to a listener beyond loopback: an address or range, with the MSH-3 and
 * MSH-4 that it signs with. All three are needed: whoever may send may discharge patients.
 */
export const allowedSenderSchema = z.strictObject({
  address: addressSchema,
  application: z.string().min(1),
  facility: z.string().min(1),
});
export type AllowedSender = z.infer<typeof allowedSenderSchema>;

export const allowedSendersSchema = z.array(allowedSenderSchema).min(1);

interface Range {
  readonly address: string;
  readonly prefix: number;
  readonly family: 'ipv4' | 'ipv6';
}

function parseRange(text: string): Range | null {
  const [address = '', prefix, ...rest] = text.split('/');
  const version = isIP(address);
  if (version === 0 || rest.length > 0) return null;
  const bits = version === 6 ? 128 : 32;
  if (prefix !== undefined && !/^\d{1,3}$/.test(prefix)) return null;
  const length = prefix === undefined ? bits : Number(prefix);
  if (length > bits) return null;
  return { address, prefix: length, family: version === 6 ? 'ipv6' : 'ipv4' };
}

/** The allow-list of a listener. `null` in its place means that loopback or TLS guards it. */
export interface SenderAllowList {
  /** Whether any entry covers this address; asked before a byte is read. */
  admits(address: string): boolean;
  /** Whether an entry covers the address with exactly this MSH-3 and MSH-4. */
  allows(address: string, application: string, facility: string): boolean;
}

/** @param senders entries as `allowedSendersSchema` has parsed them. */
export function senderAllowList(senders: readonly AllowedSender[]): SenderAllowList {
  const entries = senders.map((sender) => ({ sender, covers: rangeCheck(sender.address) }));
  return {
    admits: (address) => entries.some(({ covers }) => covers(address)),
    allows: (address, application, facility) =>
      entries.some(
        ({ sender, covers }) =>
          sender.application === application && sender.facility === facility && covers(address),
      ),
  };
}

function rangeCheck(text: string): (address: string) => boolean {
  const range = parseRange(text);
  if (range === null) return () => false;
  const list = new BlockList();
  list.addSubnet(range.address, range.prefix, range.family);
  return (peer) => {
    const address = plainAddress(peer);
    const version = isIP(address);
    return version !== 0 && list.check(address, version === 6 ? 'ipv6' : 'ipv4');
  };
}
