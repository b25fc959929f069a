import { parseWardKey, wardKey, type WardKey } from '../contract/ids.ts';
import type { Command } from './command.ts';
import type { KeptCommand } from './kept-command.ts';
import { SHELF_LIFE_MS } from './shelf-life.ts';

/** Where a command is POSTed, and with what body. */
export function addressOf(command: Command): { readonly path: string; readonly body: unknown } {
  const api = '/api/v1';
  switch (command.kind) {
    case 'admit-stay':
      return { path: `${api}/stays`, body: command.body };
    case 'transfer-stay':
      return { path: `${api}/stays/${command.stayId}/transfer`, body: command.body };
    case 'discharge-stay':
      return { path: `${api}/stays/${command.stayId}/discharge`, body: {} };
    case 'set-acuity':
      return { path: `${api}/stays/${command.stayId}/acuity`, body: command.body };
    case 'set-bed':
      return { path: `${api}/stays/${command.stayId}/bed`, body: command.body };
    case 'swap-beds':
      return { path: `${api}/stays/${command.stayId}/swap`, body: command.body };
    case 'assign-nurse':
      return { path: `${api}/assignments`, body: command.body };
    case 'confirm-assignment':
      return { path: `${api}/assignments/${command.assignmentId}/confirm`, body: {} };
    case 'end-assignment':
      return { path: `${api}/assignments/${command.assignmentId}/end`, body: {} };
    case 'add-note':
      return { path: `${api}/assignments/${command.assignmentId}/notes`, body: command.body };
    case 'move-nurse':
      return { path: `${api}/nurses/${command.nurseId}/move`, body: command.body };
    case 'start-break':
      return { path: `${api}/nurses/${command.nurseId}/break`, body: command.body };
    case 'end-break':
      return { path: `${api}/nurses/${command.nurseId}/break/end`, body: command.body };
    case 'end-shift':
      return { path: `${api}/nurses/${command.nurseId}/shift/end`, body: command.body };
    case 'acknowledge-alert':
      return { path: `${api}/alerts/${command.alertId}/acknowledge`, body: {} };
    case 'shelve-alert':
      return { path: `${api}/alerts/${command.alertId}/shelve`, body: command.body };
    case 'unshelve-alert':
      return { path: `${api}/alerts/${command.alertId}/unshelve`, body: {} };
  }
}

/** The ward on whose board the command was decided. */
export function wardOfCommand(command: Command): WardKey {
  return command.kind === 'admit-stay' || command.kind === 'assign-nurse'
    ? wardKey(command.body)
    : command.ward;
}

/** All wards whose boards the decision looked at: where it was made, and where something goes to. */
export function wardsOfCommand(command: Command): WardKey[] {
  const here = wardOfCommand(command);
  const { hospitalId } = parseWardKey(here);
  const to =
    command.kind === 'transfer-stay'
      ? wardKey({ hospitalId, wardId: command.body.wardId })
      : command.kind === 'move-nurse'
        ? wardKey({
            hospitalId: command.body.toHospitalId ?? hospitalId,
            wardId: command.body.wardId,
          })
        : here;
  return to === here ? [here] : [here, to];
}

/** So long after it was made a command is no longer a matter of course, in milliseconds. */
const LATE_AFTER_MS = 5_000;

/**
 * The headers of a command. One that waited says until when it is still meant and what it was
 * decided on, so that the server does not carry it out upon a board that its maker never saw.
 * @param now by the server's clock
 * @param alsoOwn keys of commands of this device that are on their way just now
 */
export function headersOf(
  kept: KeptCommand,
  now: number,
  alsoOwn: readonly string[],
): Record<string, string> {
  const headers: Record<string, string> = { 'idempotency-key': kept.commandId };
  if (kept.madeLive && now - kept.madeAt <= LATE_AFTER_MS) return headers;
  const expires = kept.madeAt + SHELF_LIFE_MS[kept.command.kind];
  headers['wardline-expires'] = new Date(expires).toISOString();
  const basis = Object.entries(kept.basis).map(
    ([ward, { epoch, seq }]) => `${ward}@${epoch}:${String(seq)}`,
  );
  if (basis.length > 0) headers['wardline-basis'] = basis.join(', ');
  const own = [...new Set([...kept.own, ...alsoOwn])].filter((id) => id !== kept.commandId);
  if (own.length > 0) headers['wardline-own'] = own.slice(-MAX_OWN).join(', ');
  return headers;
}

/** So many keys fit into the headers of a request; the newest are those that matter. */
export const MAX_OWN = 200;
