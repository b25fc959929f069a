/** What a gateway's answer says beside its bytes, as browsers and Node both have it. */
export interface AnswerHeaders {
  readonly contentType: string | null;
  readonly contentDisposition: string | null;
}

/** A good answer that is a file: its type and name, as `fileBodySchema` carries them; null: JSON. */
export function fileIn(
  status: number,
  { contentType, contentDisposition }: AnswerHeaders,
): { readonly contentType: string; readonly name: string | null } | null {
  const isGood = status >= 200 && status < 300;
  if (!isGood || contentType === null || !/^(text\/csv|application\/pdf)\b/.test(contentType)) {
    return null;
  }
  return { contentType, name: /filename="([^"]+)"/.exec(contentDisposition ?? '')?.[1] ?? null };
}

/** null where it is no JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

/** `Retry-After` in ms; null: none. Seconds only; the date form is not used by Wardline. */
export function retryAfterMs(header: string | null | undefined): number | null {
  const seconds = header === null || header === undefined ? NaN : Number(header);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1_000 : null;
}
