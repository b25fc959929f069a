import { Menu, type MenuItemConstructorOptions } from 'electron';
import type { MENU_ACTIONS } from '../../src-shared/ipc/desktop-message.ts';

export type MenuAction = (typeof MENU_ACTIONS)[number];

/** What the menu does; all of it means the window that has the focus. */
export interface MenuDeeds {
  act(action: MenuAction): void;
  openWindow(wall: boolean): void;
  print(): void;
  showSheet(): void;
  zoom(step: -1 | 0 | 1): void;
  fullScreen(): void;
  lock(): void;
  saveDiagnostics(): void;
}

export function installMenu(deeds: MenuDeeds): void {
  Menu.setApplicationMenu(Menu.buildFromTemplate(template(deeds, process.platform === 'darwin')));
}

function template(deeds: MenuDeeds, isMac: boolean): MenuItemConstructorOptions[] {
  const act = (label: string, action: MenuAction, accelerator?: string) => ({
    label,
    ...(accelerator === undefined ? {} : { accelerator }),
    click: () => {
      deeds.act(action);
    },
  });
  return [
    ...(isMac ? [{ role: 'appMenu' as const }] : []),
    {
      label: 'File',
      submenu: [
        { label: 'New window', accelerator: 'CmdOrCtrl+N', click: () => deeds.openWindow(false) },
        { label: 'New wall display', click: () => deeds.openWindow(true) },
        { type: 'separator' },
        { label: 'Print…', accelerator: 'CmdOrCtrl+P', click: () => deeds.print() },
        { label: 'Open the downtime sheet', click: () => deeds.showSheet() },
        { type: 'separator' },
        act('Settings', 'settings', 'CmdOrCtrl+,'),
        { label: 'Lock', accelerator: 'CmdOrCtrl+L', click: () => deeds.lock() },
        act('Sign out', 'sign-out'),
        { type: 'separator' },
        isMac ? { role: 'close' } : { role: 'quit' },
      ],
    },
    { role: 'editMenu' },
    {
      label: 'View',
      submenu: [
        act('Waiting commands', 'queue'),
        act('Find a patient, nurse or command', 'palette'),
        { type: 'separator' },
        { label: 'Larger', accelerator: 'CmdOrCtrl+Plus', click: () => deeds.zoom(1) },
        { label: 'Smaller', accelerator: 'CmdOrCtrl+-', click: () => deeds.zoom(-1) },
        { label: 'Usual size', accelerator: 'CmdOrCtrl+0', click: () => deeds.zoom(0) },
        { type: 'separator' },
        { label: 'Full screen', accelerator: 'F11', click: () => deeds.fullScreen() },
        { role: 'reload', accelerator: 'CmdOrCtrl+Shift+R' },
      ],
    },
    { role: 'windowMenu' },
    {
      role: 'help',
      submenu: [
        act('Keys', 'keys'),
        { label: 'Save diagnostics', click: () => deeds.saveDiagnostics() },
      ],
    },
  ];
}
