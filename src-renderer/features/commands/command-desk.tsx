import { type ReactNode, useEffect, useMemo, useState } from 'react';
import type { Command } from '../../../src-shared/sync/command.ts';
import { type Ask, type Desk, DeskProvider } from '../../app/desk.ts';
import { openDeskDoor } from '../../app/desk-door.ts';
import { useIsWall } from '../../app/desktop.ts';
import { useHost } from '../../app/host-context.tsx';
import { newId } from '../../app/new-id.ts';
import type { Host } from '../../host/host.ts';
import { createToasts, ToastCorner, toast, type Toasts } from '../../ui/toast.tsx';
import { useKeys } from '../../ui/use-keys.ts';
import './commands.css';
import { AskWindow } from './ask-window.tsx';
import { boardsOf } from './boards.ts';
import { commandWords } from './command-words.ts';
import { inverseCommand } from './inverse-command.ts';
import { refusalWays } from './refusal-ways.ts';

interface Done {
  readonly commandId: string;
  readonly words: string;
  readonly inverse: Command | null;
}

/** On a wall anybody could touch it. */
const NO_COMMANDS: Desk = { ask: () => undefined, run: () => '', undo: () => undefined };

/** How many commands can be taken back, newest first. */
const UNDO_DEPTH = 20;

/**
 * Where commands are given: answers what screens ask for, carries commands out, tells how they
 * went, and takes the last one back on `u`.
 */
export function CommandDesk({ children }: { children: ReactNode }) {
  const host = useHost();
  const [toasts] = useState(createToasts);
  const [asked, setAsked] = useState<Ask | null>(null);
  const isWall = useIsWall();
  const desk = useMemo(
    () => (isWall ? NO_COMMANDS : createDesk(host, toasts, setAsked)),
    [host, toasts, isWall],
  );
  useEffect(() => openDeskDoor(desk.ask), [desk]);
  useDeskKeys(desk);
  return (
    <DeskProvider value={desk}>
      {children}
      {asked && (
        <AskWindow
          ask={asked}
          onClose={() => {
            setAsked((current) => (current === asked ? null : current));
          }}
        />
      )}
      <ToastCorner toasts={toasts} label="Notes" place="middle" />
    </DeskProvider>
  );
}

function createDesk(host: Host, toasts: Toasts, setAsked: (ask: Ask) => void): Desk {
  const done: Done[] = [];
  const run = (command: Command): string => {
    const boards = boardsOf(host.board.get());
    const words = commandWords(command, boards);
    const inverse = inverseCommand(command, boards, host.serverNow(), newId);
    const { commandId, outcome } = host.execute(command);
    done.push({ commandId, words, inverse });
    if (done.length > UNDO_DEPTH) done.shift();
    void outcome.then((result) => {
      if (result.status === 'done') {
        if (LEAVES_SIGHT.has(command.kind)) tellDone(toasts, words, inverse, undo);
        return;
      }
      forget(done, commandId);
      if (result.status === 'refused') {
        tellRefusal(toasts, command, words, result.problem, setAsked);
        host.dismiss(commandId);
      }
    });
    return commandId;
  };
  const undo = (): void => {
    const last = done.pop();
    if (!last) {
      toast(toasts, { tone: 'info', title: 'There is nothing to take back' });
      return;
    }
    const pending = host.pending.get().find((one) => one.commandId === last.commandId);
    if (pending?.changeable) {
      // It has not left this device: dropping it is the cleanest way back.
      host.dismiss(last.commandId);
    } else if (last.inverse) {
      // The way back is not itself something to take back: `u` twice goes two steps.
      forget(done, run(last.inverse));
    } else {
      toast(toasts, { tone: 'info', title: `Cannot be taken back: ${last.words}` });
      return;
    }
    toast(toasts, { tone: 'done', title: `Taken back: ${last.words}` });
  };
  return { ask: setAsked, run, undo };
}

/** What these did is no longer on the board one looks at, so it is told. */
const LEAVES_SIGHT: ReadonlySet<Command['kind']> = new Set([
  'transfer-stay',
  'discharge-stay',
  'move-nurse',
  'end-shift',
]);

function tellDone(toasts: Toasts, words: string, inverse: Command | null, undo: () => void): void {
  const actions = inverse ? [{ text: 'Undo', keyName: 'u', run: undo }] : [];
  toast(toasts, { tone: 'done', title: `Done: ${words}`, actions });
}

function forget(done: Done[], commandId: string): void {
  const at = done.findIndex((one) => one.commandId === commandId);
  if (at >= 0) done.splice(at, 1);
}

function tellRefusal(
  toasts: Toasts,
  command: Command,
  words: string,
  problem: { readonly code: string; readonly status: number; readonly sentence: string },
  setAsked: (ask: Ask) => void,
): void {
  toast(toasts, {
    tone: 'refused',
    title: `Not done: ${words}`,
    text: problem.sentence,
    actions: refusalWays(command, problem).map((way) => ({
      text: way.text,
      run: () => {
        setAsked(way.ask);
      },
    })),
  });
}

/** The keys that mean the same wherever one is. */
function useDeskKeys(desk: Desk): void {
  useKeys({
    u: () => {
      desk.undo();
    },
    g: () => {
      desk.ask({ kind: 'jump' });
    },
    '?': () => {
      desk.ask({ kind: 'keys' });
    },
  });
  useEffect(() => {
    const listener = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      desk.ask({ kind: 'palette', query: '' });
    };
    document.addEventListener('keydown', listener);
    return () => {
      document.removeEventListener('keydown', listener);
    };
  }, [desk]);
}
