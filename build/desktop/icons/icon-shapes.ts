/** A rectangle with round corners; units are those of the drawing, colours 0 to 255. */
export interface Shape {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly radius: number;
  readonly colour: readonly [red: number, green: number, blue: number];
  readonly opacity: number;
}

export interface Drawing {
  /** The drawing is a square from 0 to `side`. */
  readonly side: number;
  readonly shapes: readonly Shape[];
}

/**
 * Reads the icon that the web console has too. Of SVG it knows what that icon is made of (a square
 * view box, rectangles, groups with a fill) and refuses the rest, so that no part is left out unseen.
 */
export function readDrawing(svg: string): Drawing {
  const box = /viewBox="0 0 (\d+) \1"/.exec(svg);
  if (box === null) throw new Error('the icon has no square viewBox that begins at 0 0');
  const shapes: Shape[] = [];
  const fills: string[] = [];
  for (const [, closing, name, attributes = ''] of svg.matchAll(/<(\/?)(\w+)([^>]*?)\/?>/g)) {
    if (name === 'svg') continue;
    if (name === 'g') {
      if (closing === '/') fills.pop();
      else fills.push(attribute(attributes, 'fill') ?? '');
    } else if (name === 'rect') shapes.push(shapeOf(attributes, fills.at(-1) ?? ''));
    else throw new Error(`the icon has a <${name ?? ''}>, which the renderer does not know`);
  }
  return { side: Number(box[1]), shapes };
}

function shapeOf(attributes: string, groupFill: string): Shape {
  const number = (name: string, otherwise: number): number =>
    Number(attribute(attributes, name) ?? otherwise);
  return {
    x: number('x', 0),
    y: number('y', 0),
    width: number('width', 0),
    height: number('height', 0),
    radius: number('rx', 0),
    colour: colourOf(attribute(attributes, 'fill') ?? groupFill),
    opacity: number('opacity', 1),
  };
}

function attribute(attributes: string, name: string): string | null {
  return new RegExp(`(?:^|\\s)${name}="([^"]*)"`).exec(attributes)?.[1] ?? null;
}

function colourOf(fill: string): Shape['colour'] {
  const long = /^#([0-9a-f])([0-9a-f])([0-9a-f])$/i.test(fill)
    ? fill.replace(/[0-9a-f]/gi, '$&$&')
    : fill;
  const hex = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(long);
  if (hex === null) throw new Error(`the icon has a fill that is no colour: '${fill}'`);
  const part = (index: number): number => Number.parseInt(hex[index] ?? '', 16);
  return [part(1), part(2), part(3)];
}
