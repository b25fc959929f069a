/** Why a socket was closed (RFC 6455 codes of the application range, and two of the registered). */
export const CLOSE = {
  draining: 1012,
  tooBig: 1009,
  unauthenticated: 4001,
  noAccess: 4003,
  badFrame: 4400,
  heartbeatMissed: 4408,
  tooMany: 4429,
  tooSlow: 4430,
} as const;

/** The WebSocket subprotocol: a client that does not offer it is refused at the upgrade. */
export const SUBPROTOCOL = 'wardline.v1';
