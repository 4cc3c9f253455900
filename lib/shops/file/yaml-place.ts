import { isMap, isScalar, isSeq, type Document, type Node, type Pair, type ParsedNode } from 'yaml';

export type Path = readonly PropertyKey[];
type ParsedDocument = Document<ParsedNode>;

/** The value at a path of a document, and its key. */
export interface Place {
  key?: Node | undefined;
  value?: Node | undefined;
}

/** The place at `path`, or at its nearest existing ancestor. */
export function placeAt(document: ParsedDocument, path: Path): Place {
  let place: Place = { value: document.contents ?? undefined };
  for (const segment of path) {
    const next = childOf(place.value, segment);
    if (next === undefined) break;
    place = next;
  }
  return place;
}

/** The node of a key, for unknown names. */
export const keyAt = (document: ParsedDocument, path: Path, key: string): Node | undefined =>
  childOf(placeAt(document, path).value, key)?.key;

function childOf(node: Node | undefined, segment: PropertyKey): Place | undefined {
  if (isMap<Node, Node>(node)) {
    const pair = node.items.find(({ key }: Pair<Node, Node>) => isScalar(key) && String(key.value) === String(segment));
    return pair && { key: pair.key, value: pair.value ?? undefined };
  }
  if (isSeq<Node>(node) && typeof segment === 'number') {
    const value = node.items[segment];
    return value && { value };
  }
  return undefined;
}

/** The offset in the source where a wrong value begins. */
export const offsetOf = ({ key, value }: Place): number => value?.range?.[0] ?? key?.range?.[0] ?? 0;

/**
 * The offset in the source where a part of a text begins: its nth occurrence in the text is its nth occurrence in the
 * source, however the text is quoted, indented or folded. If it isn't found, where the text begins.
 */
export function offsetWithin(source: string, node: Node, part: { offset: number; length: number }): number {
  const [start, end] = node.range ?? [0, 0];
  if (!isScalar(node) || typeof node.value !== 'string' || part.length === 0) return start;
  const wanted = node.value.slice(part.offset, part.offset + part.length);
  const earlier = node.value.slice(0, part.offset).split(wanted).length - 1;
  let at = start - 1;
  for (let count = 0; count <= earlier; count++) {
    at = source.indexOf(wanted, at + 1);
    if (at < 0 || at >= end) return start;
  }
  return at;
}

/** Lines and columns begin at 1. Columns count UTF-16 code units, as editors do. */
export function lineAndColumn(source: string, offset: number): { line: number; column: number } {
  const before = source.slice(0, offset);
  const lineStart = before.lastIndexOf('\n') + 1;
  return { line: before.split('\n').length, column: before.length - lineStart + 1 };
}
