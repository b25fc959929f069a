import type { Problem } from '../../../src-shared/sync/views.ts';

/** Why a sign-in failed, and what to do about it. */
export function signInWords(problem: Problem): string {
  switch (problem.code) {
    case 'bad_credentials':
      return 'User name and password do not match. Check for Caps Lock; names are case-sensitive.';
    case 'too_many_requests':
      return 'Too many attempts. Wait a minute, then try again, or ask your administrator.';
    case 'unreachable':
      return 'The server does not answer. Check this device’s network and try again.';
    case 'unavailable':
      return 'The server is busy restarting. Try again in a few seconds.';
    default:
      return problem.sentence;
  }
}
