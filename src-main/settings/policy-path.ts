/**
 * Where the policy of a machine lies. Nothing here comes from the environment, which whoever starts
 * the program sets as she likes (docs/decisions/0031).
 */
export function policyPath(platform: NodeJS.Platform): string {
  if (platform === 'win32') return 'C:\\ProgramData\\Wardline\\policy.json';
  if (platform === 'darwin') return '/Library/Application Support/Wardline/policy.json';
  return '/etc/wardline/policy.json';
}
