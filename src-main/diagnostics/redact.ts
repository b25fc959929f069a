/**
 * Takes out of a text what nobody who looks into a fault needs to know: tokens, tickets, passwords,
 * keys, addresses of people, and where on the disk the user lives.
 * @param home the user's home folder
 */
export function redact(text: string, home: string): string {
  const places = home === '' ? text : text.replaceAll(home, '~');
  return RULES.reduce((left, [pattern, instead]) => left.replace(pattern, instead), places);
}

const RULES: readonly (readonly [RegExp, string])[] = [
  // Access tokens: three parts of base64url.
  [/\beyJ[\w-]+\.[\w-]+\.[\w-]*/g, '[token]'],
  [/\b(Bearer|Basic)\s+[\w+/=.~-]+/gi, '$1 [token]'],
  [/([?&](?:ticket|token|code|key)=)[^&\s"']+/gi, '$1[removed]'],
  [
    /("?(?:password|refreshToken|accessToken|token|ticket|secret|key|cookie)"?\s*[:=]\s*)"?[^\s",}]+"?/gi,
    '$1"[removed]"',
  ],
  [/(\/\/)[^/\s:@]+:[^/\s@]+@/g, '$1[removed]@'],
  [/[\w.+-]+@[\w-]+\.[\w.-]+/g, '[address]'],
  // Keys and refresh tokens are long and look like nothing else.
  [/\b(?=[\w+/-]*\d)(?=[\w+/-]*[A-Za-z])[\w+/-]{40,}={0,2}/g, '[removed]'],
];
