import { usersOf, type Presence, type PresentSocket } from './presence.ts';

/** Presence of one gateway without Redis. */
export function createMemoryPresence(): Presence {
  /** By hospital, then by generation. */
  const hospitals = new Map<string, Map<string, PresentSocket>>();
  return {
    renew: async (sockets) => {
      for (const socket of sockets) {
        const present = hospitals.get(socket.hospitalId) ?? new Map<string, PresentSocket>();
        present.set(socket.generation, socket);
        hospitals.set(socket.hospitalId, present);
      }
    },
    remove: async (sockets) => {
      for (const socket of sockets) {
        const present = hospitals.get(socket.hospitalId);
        present?.delete(socket.generation);
        if (present?.size === 0) hospitals.delete(socket.hospitalId);
      }
    },
    list: async (hospitalId) => {
      const present = hospitals.get(hospitalId)?.values() ?? [];
      return usersOf([...present].map((socket) => socket.user));
    },
  };
}
