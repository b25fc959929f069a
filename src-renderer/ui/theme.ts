import { useSyncExternalStore } from 'react';

/** `hour` is dark from 19:00 to 07:00 by this computer's clock. */
export type ThemeChoice = 'system' | 'light' | 'dark' | 'hour';

export const THEME_CHOICES: readonly { readonly value: ThemeChoice; readonly text: string }[] = [
  { value: 'system', text: 'Like the system' },
  { value: 'light', text: 'Light' },
  { value: 'dark', text: 'Dark' },
  { value: 'hour', text: 'Dark at night (19 to 7)' },
];

const KEY = 'wardline.theme';
const NIGHT_FROM = 19;
const NIGHT_TO = 7;
const MINUTE_MS = 60_000;

/** The attribute on the root element that tokens.css reads; null leaves it to the system. */
export function themeAttribute(choice: ThemeChoice, hour: number): 'light' | 'dark' | null {
  if (choice === 'system') return null;
  if (choice !== 'hour') return choice;
  return hour >= NIGHT_FROM || hour < NIGHT_TO ? 'dark' : 'light';
}

const listeners = new Set<() => void>();
let current: ThemeChoice = 'system';

/** Reads the choice of last time and keeps the page in step with it. Call once, before rendering. */
export function startTheme(): void {
  const kept = readKept();
  current = THEME_CHOICES.find((choice) => choice.value === kept)?.value ?? 'system';
  show();
  // For the life of the page: the hour goes on.
  window.setInterval(show, MINUTE_MS);
}

export function chooseTheme(choice: ThemeChoice): void {
  current = choice;
  try {
    window.localStorage.setItem(KEY, choice);
  } catch {
    // Private windows may forbid it; the choice then lasts as long as the page.
  }
  show();
  for (const listener of listeners) listener();
}

export function useThemeChoice(): ThemeChoice {
  return useSyncExternalStore(subscribe, () => current);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}

function readKept(): string | null {
  try {
    return window.localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

function show(): void {
  const attribute = themeAttribute(current, new Date().getHours());
  if (attribute === null) document.documentElement.removeAttribute('data-theme');
  else document.documentElement.setAttribute('data-theme', attribute);
}
