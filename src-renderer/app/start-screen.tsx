import type { RouterHistory } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import type { DesktopWindow } from '../host/desktop-host.ts';
import type { Host } from '../host/host.ts';
import { startTheme } from '../ui/theme.ts';
import { App } from './app.tsx';
import '../ui/tokens.css';
import '../ui/base.css';

/** Draws the product into the page, over whichever host the build has. */
export function startScreen(
  host: Host,
  history: RouterHistory,
  desktop: DesktopWindow | null = null,
): void {
  const place = document.getElementById('root');
  if (!place) throw new Error('The page has no element #root.');
  startTheme();
  createRoot(place).render(
    <StrictMode>
      <App host={host} history={history} desktop={desktop} />
    </StrictMode>,
  );
}
