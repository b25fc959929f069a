import { SUBPROTOCOL } from './frames/close-codes.ts';

/**
 * Which wire this build speaks. `revision` rises with every change of a schema of an event, frame,
 * command or state; test/contract/wire-version.test.ts sees to it. A change that a client of the
 * protocol could not live with (a renamed or withdrawn field, a narrower value) needs a new
 * protocol instead.
 */
export const WIRE_VERSION = { protocol: SUBPROTOCOL, revision: 1 } as const;
