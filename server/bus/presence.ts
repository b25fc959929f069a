export interface PresentUser {
  readonly id: string;
  readonly name: string;
}

/** One open socket of a user. `generation` is the connection's own id and never comes again. */
export interface PresentSocket {
  readonly generation: string;
  readonly hospitalId: string;
  readonly user: PresentUser;
}

/**
 * Who has a screen open in a hospital, over all gateways. Each entry belongs to one connection
 * (its generation): a late sign-off of an old connection cannot take its successor away. What is
 * not renewed in time disappears by itself. A report may be lost: it is repeated.
 */
export interface Presence {
  /** Says, or says again, that these sockets are open. */
  renew(sockets: readonly PresentSocket[]): Promise<void>;
  remove(sockets: readonly PresentSocket[]): Promise<void>;
  /** The users of a hospital, each once, sorted by id. Rejects while the bus is down. */
  list(hospitalId: string): Promise<readonly PresentUser[]>;
}

/** Each user once, sorted by id. */
export function usersOf(users: readonly PresentUser[]): PresentUser[] {
  const byId = new Map(users.map((user) => [user.id, user]));
  return [...byId.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}
