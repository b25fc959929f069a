/** Lower case without accents, so that `ana` finds `Ána` and `LINDQVIST` finds `Lindqvist`. */
export function plainText(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{Diacritic}/gu, '')
    .toLowerCase();
}

/**
 * How well `text` answers `query`, higher is better; null where a word of the query is not in it.
 * A word counts most where it is a whole word, then at the start of one, then anywhere.
 */
export function matchScore(query: string, text: string): number | null {
  const haystack = plainText(text);
  let score = 0;
  for (const word of plainText(query).split(/\s+/)) {
    if (word === '') continue;
    const at = haystack.indexOf(word);
    if (at < 0) return null;
    score += wordRank(haystack, word);
    if (at === 0) score += 1;
  }
  return score;
}

/** 6: `word` is a whole word of the text; 3: one begins with it; 1: it is somewhere in between. */
function wordRank(haystack: string, word: string): number {
  let rank = 1;
  for (let at = haystack.indexOf(word); at >= 0; at = haystack.indexOf(word, at + 1)) {
    if (!isEdge(haystack[at - 1])) continue;
    if (isEdge(haystack[at + word.length])) return 6;
    rank = 3;
  }
  return rank;
}

function isEdge(letter: string | undefined): boolean {
  return letter === undefined || !/[\p{L}\p{N}]/u.test(letter);
}

/** The options whose `search` answers the query, best first; the given order decides between equals. */
export function bestMatches<T extends { readonly search: string }>(
  query: string,
  options: readonly T[],
  limit: number,
): T[] {
  if (query.trim() === '') return options.slice(0, limit);
  const scored: { option: T; score: number; order: number }[] = [];
  options.forEach((option, order) => {
    const score = matchScore(query, option.search);
    if (score !== null) scored.push({ option, score, order });
  });
  scored.sort((a, b) => b.score - a.score || a.order - b.order);
  return scored.slice(0, limit).map(({ option }) => option);
}
