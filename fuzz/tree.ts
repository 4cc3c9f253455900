/**
 * A JSON text as a tree. Unlike JavaScript's objects, it can contain duplicate names, `__proto__`, numbers with all their digits, and
 * text that isn't JSON.
 */
export type Tree = Leaf | Branch;

interface Leaf {
  kind: 'leaf';
  /** Its text. */
  json: string;
}

export interface Branch {
  kind: 'array' | 'object';
  children: Child[];
}

export interface Child {
  /** `''` in arrays. */
  name: string;
  tree: Tree;
}

export const leaf = (json: string): Tree => ({ kind: 'leaf', json });

const digitsMark = '@digits@';
/** The tree of a JSON text, such as a fixture. Integers keep the digits that a JavaScript number would round. */
export function treeOf(json: string): Tree {
  return fromValue(JSON.parse(json.replaceAll(/([:[,]\s*)(\d{16,})(?=\s*[,}\]])/g, `$1"${digitsMark}$2"`)));
}

function fromValue(value: unknown): Tree {
  if (typeof value === 'object' && value !== null) {
    const isArray = Array.isArray(value);
    const children = Object.entries(value).map(([name, part]) => ({
      name: isArray ? '' : name,
      tree: fromValue(part),
    }));
    return { kind: isArray ? 'array' : 'object', children };
  }
  const isDigits = typeof value === 'string' && value.startsWith(digitsMark);
  return leaf(isDigits ? value.slice(digitsMark.length) : JSON.stringify(value));
}

export function copyOf(tree: Tree): Tree {
  if (tree.kind === 'leaf') return tree;
  return { kind: tree.kind, children: tree.children.map(({ name, tree: child }) => ({ name, tree: copyOf(child) })) };
}

/** The text of a tree. */
export function written(tree: Tree): string {
  if (tree.kind === 'leaf') return tree.json;
  if (tree.kind === 'array') return `[${tree.children.map((child) => written(child.tree)).join(',')}]`;
  return `{${tree.children.map(({ name, tree: child }) => `${JSON.stringify(name)}:${written(child)}`).join(',')}}`;
}

/** Where a child is. */
export interface TreePlace {
  siblings: Child[];
  index: number;
  child: Child;
  isNamed: boolean;
}

/** The places of all children, at any depth. */
export function placesIn(tree: Tree): TreePlace[] {
  if (tree.kind === 'leaf') return [];
  const { children: siblings, kind } = tree;
  const here = siblings.map((child, index) => ({ siblings, index, child, isNamed: kind === 'object' }));
  return here.concat(siblings.flatMap(({ tree: child }) => placesIn(child)));
}

/** The text of a tree with this JSON in one place, or in a field that nothing reads. */
export function writtenWith(tree: Tree, place: TreePlace | undefined, json: string): string {
  if (place === undefined)
    return tree.kind === 'leaf'
      ? tree.json
      : written({ ...tree, children: [...tree.children, { name: 'other', tree: leaf(json) }] });
  const { child } = place;
  const before = child.tree;
  child.tree = leaf(json);
  const text = written(tree);
  child.tree = before;
  return text;
}
