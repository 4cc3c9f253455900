/**
 * A text without the ids that workers made up, and these, in their order. Nobody does more with such an id than compare it, so what differs
 * only in the names of its ids is the same.
 */
export interface Shape {
  /** Equal for equal texts, but for their ids. */
  shape: number;
  ids: readonly string[];
}

const madeUp = /worker-[a-z]-\d+/g;

const shapes = new Map<string, number>();

export function shapeOf(text: string): Shape {
  const ids: string[] = [];
  const bare = text.replace(madeUp, (id) => {
    ids.push(id);
    return '*';
  });
  const shape = shapes.get(bare) ?? shapes.size;
  shapes.set(bare, shape);
  return { shape, ids };
}

/** What its parts are, with ids called by when they first occur. */
export function canonical(parts: Iterable<Shape>): string {
  const names = new Map<string, number>();
  let text = '';
  for (const { shape, ids } of parts) {
    text += ` ${shape}`;
    for (const id of ids) {
      const name = names.get(id) ?? names.size;
      names.set(id, name);
      text += `.${name}`;
    }
  }
  return text;
}

export const byShape = (a: Shape, b: Shape): number => a.shape - b.shape;
