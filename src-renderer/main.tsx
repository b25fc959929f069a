import { createBrowserHistory } from '@tanstack/react-router';
import { startScreen } from './app/start-screen.tsx';
import { openWebHost } from './host/web-host.ts';

// The host lives as long as the page.
startScreen(openWebHost(), createBrowserHistory());
