/** Hosts of the console's own pages, one a window: Chromium keeps one zoom for all pages of a host. */
export const PAGE_HOST = /^wardline(-\d{1,2})?$/;
const OUR_PAGE = /^app:\/\/wardline(-\d{1,2})?(\/|$)/;

/** Where the pages of a window lie. @param place 1 for the first window, and so on */
export function pageOrigin(place: number): string {
  return place === 1 ? 'app://wardline' : `app://wardline-${String(place)}`;
}

export function isOurPage(url: string): boolean {
  return OUR_PAGE.test(url);
}
