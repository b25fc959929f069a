import { contextBridge, ipcRenderer } from 'electron';
import { CHANNELS, type WardlineBridge } from '../src-shared/ipc/bridge-channels.ts';

// The only code that sees both a page and main. It passes texts on and knows nothing of what they
// say: main judges calls, the page reads messages.

let listener: ((json: string) => void) | null = null;
/** What came before the page listened, oldest first. */
const early: [json: string, number: number | null][] = [];

function deliver(json: string, number: number | null): void {
  listener?.(json);
  if (number !== null) ipcRenderer.send(CHANNELS.took, number);
}

ipcRenderer.on(CHANNELS.message, (_event, json: string, number: number | null) => {
  if (listener === null) early.push([json, number]);
  else deliver(json, number);
});

const bridge: WardlineBridge = {
  version: process.argv.find((each) => each.startsWith('--wardline-version='))?.slice(19) ?? '',
  platform: process.platform as WardlineBridge['platform'],
  call: async (json) => String(await ipcRenderer.invoke(CHANNELS.call, json)),
  onMessage: (wanted) => {
    listener = wanted;
    for (const [json, number] of early.splice(0)) deliver(json, number);
    return () => {
      listener = null;
    };
  },
};
contextBridge.exposeInMainWorld('wardline', bridge);
