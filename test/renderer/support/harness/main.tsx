import { createHashHistory } from '@tanstack/react-router';
import { startScreen } from '../../../../src-renderer/app/start-screen.tsx';
import { createFakeHost } from '../fake-host.ts';
import { scene } from './scenes.ts';

const now = (): number => Date.now();
const name = new URLSearchParams(window.location.search).get('scene') ?? 'usual';
const host = createFakeHost({ ...scene(name, now()), now });
// For the tests that turn a screw by hand.
Object.assign(window, { fakeHost: host });
startScreen(host, createHashHistory());
