/** An address in its plain form: IPv4 mapped into IPv6 becomes IPv4, a zone (`%eth0`) goes. */
export function plainAddress(address: string): string {
  const bare = address.split('%')[0] ?? address;
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(bare);
  return mapped?.[1] ?? bare;
}
