/** A text without the ids that workers generated, and these ids in order. Ids are only compared, so texts that differ only in them are equal. */
export interface Shape {
  /** The same number for texts that differ only in their ids. */
  shape: number;
  ids: readonly string[];
}

const generatedIds = /worker-[a-z]-\d+/g;

const shapes = new Map<string, number>();

export function shapeOf(text: string): Shape {
  const ids: string[] = [];
  const bare = text.replace(generatedIds, (id) => {
    ids.push(id);
    return '*';
  });
  const shape = shapes.get(bare) ?? shapes.size;
  shapes.set(bare, shape);
  return { shape, ids };
}

/** Joins shapes, with each id numbered by its first occurrence. */
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
