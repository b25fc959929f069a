import { parseWardKey, type WardKey } from '../../../src-shared/contract/ids.ts';
import type { WardView } from '../../../src-shared/sync/views.ts';
import { type AlertLine, SEVERITY_RANK } from '../../view/alert-lines.ts';

/** What has been seen of alerts so far, so that only what is new makes a sound. */
export interface Seen {
  /** Wards whose board had come: what stood there then is not news. */
  readonly wards: ReadonlySet<WardKey>;
  /** How grave each open alert was, by ward and rule. */
  readonly ranks: ReadonlyMap<string, number>;
}

export const NOTHING_SEEN: Seen = { wards: new Set(), ranks: new Map() };

/** One that is over and only waits to be acknowledged: if it comes back, that is news. */
const OVER = 9;

/**
 * The open alerts that are new, or graver than before, since `seen`. An alert that this device
 * foresaw without the network is not new again when the server tells of it.
 */
export function alertNews(
  seen: Seen,
  open: readonly AlertLine[],
  board: ReadonlyMap<WardKey, WardView>,
): { readonly news: readonly AlertLine[]; readonly seen: Seen } {
  const ranks = new Map(open.map((line) => [`${line.ward} ${line.ruleId}`, rankOf(line)]));
  const news = open.filter((line) => {
    if (!seen.wards.has(line.ward)) return false;
    const before = seen.ranks.get(`${line.ward} ${line.ruleId}`);
    const rank = rankOf(line);
    return rank !== OVER && (before === undefined || rank < before);
  });
  const wards = new Set([...board].flatMap(([ward, view]) => (view.state === null ? [] : [ward])));
  return { news, seen: { wards, ranks } };
}

function rankOf(line: AlertLine): number {
  return line.alert?.status === 'returned' ? OVER : SEVERITY_RANK[line.severity];
}

/** What is read aloud. */
export function newsWords(news: readonly AlertLine[]): string {
  const [first] = news;
  if (first === undefined) return '';
  const more = news.length > 1 ? ` And ${news.length - 1} more.` : '';
  return `New alert, ${first.severity}, ${parseWardKey(first.ward).wardId}: ${first.text}${more}`;
}
