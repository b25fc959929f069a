/** What an empty table says: that it failed, that it is loading, or that there is nothing. */
export function emptyWords(fault: string | undefined, isRead: boolean, nothing: string): string {
  return fault ?? (isRead ? nothing : 'Loading…');
}
