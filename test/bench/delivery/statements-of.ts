const BIND = 0x42;
const TYPE_AND_LENGTH = 5;

/**
 * Reads what a client says to PostgreSQL (protocol 3, without TLS), split at any byte, and tells of
 * each execution of a named statement, with the raw bytes of its values.
 */
export function statementsOf(
  onRun: (name: string, values: string) => void,
): (bytes: Buffer) => void {
  let rest: Buffer = Buffer.alloc(0);
  // The first message has no type.
  let isStarted = false;
  return (bytes) => {
    rest = rest.length === 0 ? bytes : Buffer.concat([rest, bytes]);
    if (!isStarted) {
      if (rest.length < 4 || rest.length < rest.readUInt32BE(0)) return;
      rest = rest.subarray(rest.readUInt32BE(0));
      isStarted = true;
    }
    while (rest.length >= TYPE_AND_LENGTH) {
      const end = 1 + rest.readUInt32BE(1);
      if (rest.length < end) return;
      if (rest[0] === BIND) {
        // Portal, statement, formats and values; the first two end with a zero.
        const name = rest.indexOf(0, TYPE_AND_LENGTH) + 1;
        const nameEnd = rest.indexOf(0, name);
        if (nameEnd > name) {
          onRun(rest.toString('latin1', name, nameEnd), rest.toString('latin1', nameEnd + 1, end));
        }
      }
      rest = rest.subarray(end);
    }
  };
}
