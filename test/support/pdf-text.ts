import { inflateSync } from 'node:zlib';

/** The texts that a PDF shows, by its fonts' own tables of letters, one a piece that is drawn. */
export function pdfText(bytes: Buffer): string[] {
  const objects = objectsOf(bytes);
  const tables = new Map<string, ReadonlyMap<string, string>>();
  for (const { head } of objects.values()) {
    for (const [, name = '', id = ''] of head.matchAll(/\/(F\d+) (\d+) 0 R/g)) {
      const [, table = ''] = /\/ToUnicode (\d+) 0 R/.exec(objects.get(id)?.head ?? '') ?? [];
      tables.set(name, lettersOf(objects.get(table)?.stream ?? ''));
    }
  }
  return [...objects.values()].flatMap(({ stream }) => shown(stream, tables));
}

interface PdfObject {
  readonly head: string;
  readonly stream: string;
}

function objectsOf(bytes: Buffer): Map<string, PdfObject> {
  const text = bytes.toString('latin1');
  const objects = new Map<string, PdfObject>();
  for (const match of text.matchAll(/(?:^|\n)(\d+) 0 obj\n([\s\S]*?)endobj/g)) {
    const [, id = '', body = ''] = match;
    const begin = body.indexOf('stream\n');
    const head = begin === -1 ? body : body.slice(0, begin);
    const raw = begin === -1 ? '' : body.slice(begin + 7, body.lastIndexOf('\nendstream'));
    const packed = head.includes('/FlateDecode');
    const stream = packed ? inflateSync(Buffer.from(raw, 'latin1')).toString('latin1') : raw;
    objects.set(id, { head, stream });
  }
  return objects;
}

/** A font's `bfrange` table: glyphs by number, from 0 on, each with its letters in UTF-16. */
function lettersOf(table: string): Map<string, string> {
  const letters = new Map<string, string>();
  for (const [, from = '', list = ''] of table.matchAll(/<(\w{4})> <\w{4}> \[(.*?)\]/gs)) {
    [...list.matchAll(/<([\w ]*)>/g)].forEach(([, hex = ''], index) => {
      const glyph = (parseInt(from, 16) + index).toString(16).padStart(4, '0');
      const utf16 = Buffer.from(hex.replaceAll(' ', ''), 'hex').swap16();
      letters.set(glyph, utf16.toString('utf16le'));
    });
  }
  return letters;
}

function shown(page: string, tables: ReadonlyMap<string, ReadonlyMap<string, string>>): string[] {
  const texts: string[] = [];
  let letters: ReadonlyMap<string, string> = new Map();
  for (const [, font, pieces] of page.matchAll(/\/(F\d+) [\d.]+ Tf|\[([^\]]*)\] TJ/g)) {
    if (font !== undefined) letters = tables.get(font) ?? new Map();
    if (pieces === undefined) continue;
    const glyphs = [...pieces.matchAll(/<(\w+)>/g)].map(([, hex]) => hex).join('');
    texts.push((glyphs.match(/.{4}/g) ?? []).map((glyph) => letters.get(glyph) ?? '?').join(''));
  }
  return texts;
}
