import { createContext, useContext } from 'react';
import type { WardKey } from '../../src-shared/contract/ids.ts';
import type { Command } from '../../src-shared/sync/command.ts';

/**
 * What a screen can ask the desk for: a command that still needs an answer from the user (which
 * nurse, how long, why), or one of the desk's own windows. The commands feature answers.
 */
export type Ask =
  | { readonly kind: 'assign'; readonly ward: WardKey; readonly stayIds: readonly string[] }
  | { readonly kind: 'assign-to'; readonly ward: WardKey; readonly nurseId: string }
  | { readonly kind: 'end-assignment'; readonly ward: WardKey; readonly stayIds: readonly string[] }
  | { readonly kind: 'move-nurse'; readonly ward: WardKey; readonly nurseIds: readonly string[] }
  | { readonly kind: 'admit'; readonly ward: WardKey; readonly bedId: string | null }
  | { readonly kind: 'transfer'; readonly ward: WardKey; readonly stayId: string }
  | { readonly kind: 'discharge'; readonly ward: WardKey; readonly stayIds: readonly string[] }
  | { readonly kind: 'acuity'; readonly ward: WardKey; readonly stayIds: readonly string[] }
  | { readonly kind: 'bed'; readonly ward: WardKey; readonly stayId: string }
  | { readonly kind: 'swap'; readonly ward: WardKey; readonly stayId: string }
  | { readonly kind: 'break'; readonly ward: WardKey; readonly nurseId: string }
  | { readonly kind: 'end-shift'; readonly ward: WardKey; readonly nurseId: string }
  | { readonly kind: 'message'; readonly ward: WardKey; readonly nurseId: string | null }
  | { readonly kind: 'help'; readonly ward: WardKey }
  | { readonly kind: 'note'; readonly ward: WardKey; readonly assignmentId: string }
  | { readonly kind: 'patient'; readonly ward: WardKey; readonly stayId: string }
  | { readonly kind: 'nurse'; readonly ward: WardKey; readonly nurseId: string }
  | { readonly kind: 'override'; readonly command: AssignCommand; readonly why: string }
  | { readonly kind: 'palette'; readonly query: string }
  | { readonly kind: 'jump' }
  | { readonly kind: 'keys' }
  | { readonly kind: 'hand-over'; readonly nurseId: string };

export type AssignCommand = Extract<Command, { kind: 'assign-nurse' }>;

export interface Desk {
  /** Opens the window that the request needs. */
  readonly ask: (ask: Ask) => void;
  /** Carries a command out and tells how it went; gives its id. */
  readonly run: (command: Command) => string;
  /** Takes the last command back by carrying out its opposite. */
  readonly undo: () => void;
}

const DeskContext = createContext<Desk | null>(null);
export const DeskProvider = DeskContext.Provider;

export function useDesk(): Desk {
  const desk = useContext(DeskContext);
  if (!desk) throw new Error('There is no DeskProvider above.');
  return desk;
}
