import { longText, oddAmounts, oddJson, oddNames, poison } from './odd.ts';
import type { Random } from '../sim/kernel/random.ts';
import { copyOf, leaf, placesIn, written, type TreePlace, type Tree } from './tree.ts';

type Mutation = (place: TreePlace, random: Random, tree: Tree) => void;

const maxChars = 1_500_000;

/** Draws how many copies to make: few, and rarely more than an order may have. */
const copiesOf = (json: string, random: Random): number =>
  Math.min(random.below(random.chance(1 / 200) ? 6000 : 120), Math.floor(maxChars / (json.length + 1)));

/** The digits of a number, or of a text that is one. */
const digitsOf = (tree: Tree): string | undefined =>
  tree.kind === 'leaf' ? /^"?(-?\d+(\.\d+)?)"?$/.exec(tree.json)?.[1] : undefined;

const mutations: readonly Mutation[] = [
  function replace({ child }, random) {
    child.tree = leaf(oddJson(random));
  },
  function remove({ siblings, index }) {
    siblings.splice(index, 1);
  },
  function changeNumber({ child }, random) {
    if (child.tree.kind === 'leaf' && /^"?-?\d/.test(child.tree.json)) child.tree = leaf(numberOf(random));
  },
  function respell({ child }, random) {
    const digits = digitsOf(child.tree);
    if (digits !== undefined) child.tree = leaf(respelled(digits, random));
  },
  function exchange({ child }, random, tree) {
    const other = random.pick(placesIn(tree)).child;
    [child.tree, other.tree] = [copyOf(other.tree), copyOf(child.tree)];
  },
  function sayTwice({ siblings, index, child, isNamed }, random) {
    const second = { name: child.name, tree: isNamed ? leaf(oddJson(random)) : copyOf(child.tree) };
    siblings.splice(random.chance(1 / 2) ? index : siblings.length, 0, second);
  },
  function rename({ child }, random) {
    child.name = random.pick([...oddNames, child.name.toUpperCase(), `${child.name} `]);
  },
  function addOddName({ siblings }, random) {
    siblings.push({ name: random.pick(oddNames), tree: leaf(random.chance(1 / 2) ? poison : oddJson(random)) });
  },
  function nest({ child }, random) {
    const depth = random.chance(1 / 100) ? 20_000 : random.below(260);
    const [open = '', close = ''] = random.pick(['[ ]', '{"a": }']).split(' ');
    child.tree = leaf(open.repeat(depth) + written(child.tree) + close.repeat(depth));
  },
  function repeat({ siblings, index, child, isNamed }, random) {
    const copies = Array.from({ length: copiesOf(written(child.tree), random) }, (_, count) => ({
      name: isNamed ? `${child.name}${count}` : '',
      tree: child.tree,
    }));
    siblings.splice(index, 0, ...copies);
  },
  function listOfIt({ child }, random) {
    const json = written(child.tree);
    child.tree = leaf(`[${Array.from({ length: copiesOf(json, random) }, () => json).join(',')}]`);
  },
  function asPhpList({ child: { tree } }) {
    if (tree.kind !== 'array') return;
    tree.kind = 'object';
    for (const [index, child] of tree.children.entries()) child.name = String(index * 2);
  },
  function asText({ child }) {
    child.tree = leaf(JSON.stringify(written(child.tree)));
  },
  function lengthen({ child }, random) {
    if (child.tree.kind === 'leaf' && child.tree.json.startsWith('"'))
      child.tree = leaf(`${child.tree.json.slice(0, -1)}${JSON.stringify(longText(random)).slice(1)}`);
  },
];

/** An amount, as a text or as a number. */
function numberOf(random: Random): string {
  const digits = (length: number) => Array.from({ length }, () => random.below(10)).join('');
  const plain = `${random.below(1000)}${digits(random.below(14))}`;
  const decimal = random.chance(1 / 2) ? plain : `${plain}.${digits(1 + random.below(20))}`;
  const text = random.chance(1 / 3) ? random.pick(oddAmounts) : random.chance(1 / 4) ? `-${decimal}` : decimal;
  return random.chance(1 / 3) ? text : JSON.stringify(text);
}

/** The same number written differently, or a similar number. */
function respelled(digits: string, random: Random): string {
  const text = random.pick([
    digits,
    digits.replace('.', ','),
    digits.replace('.', ''),
    `${digits}e${random.below(7) - 3}`,
    `${digits}${digits.includes('.') ? '' : '.'}000000000000001`,
    `00${digits}`,
    ` ${digits} `,
    `${digits}e0`,
    `-${digits}`,
    `${digits} EUR`,
  ]);
  return random.chance(1 / 2) ? text : JSON.stringify(text);
}

/** The size of a list's JSON: more than an event may have. */
const largeChars = 100_000;

/** Makes an order as large as orders can be: lists of a hundred entries, texts of hundreds of letters. */
export function enlarge(tree: Tree, random: Random): void {
  const letters = random.pick(['€', 'x', '💚', '"']).repeat(400);
  for (const { child } of placesIn(tree)) {
    if (/^(title|name|first_?name|last_?name)$/i.test(child.name)) child.tree = leaf(JSON.stringify(letters));
  }
  // The innermost lists first, so that the outer ones need fewer entries.
  for (const { child } of placesIn(tree).toReversed()) {
    const entries = child.tree.kind === 'array' ? child.tree.children : [];
    // Only lists of objects: no order has a hundred gateways.
    if (!entries.some((entry) => entry.tree.kind === 'object')) continue;
    const copies = Math.min(100, Math.ceil(largeChars / written(child.tree).length));
    child.tree = { kind: 'array', children: Array.from({ length: copies }, () => entries).flat() };
  }
}

/** Fields that decide about money and identity. */
const decides = /paid|status|currency|(^|_)id$/i;
const isAmount = /amount|total|price|(value|cents)$/i;

/** Writes one of the amounts differently, or replaces it by an odd one. */
export function mutateAmount(tree: Tree, random: Random): void {
  const places = placesIn(tree).filter(({ child }) => isAmount.test(child.name) && child.tree.kind === 'leaf');
  if (places.length === 0) return;
  const { child } = random.pick(places);
  const digits = digitsOf(child.tree);
  child.tree = leaf(digits !== undefined && random.chance(1 / 2) ? respelled(digits, random) : numberOf(random));
}

/** Changes a tree in place. A third of the changes are made to fields that decide. */
export function mutateTree(tree: Tree, random: Random): void {
  const places = placesIn(tree);
  const deciding = random.chance(1 / 3) ? places.filter(({ child }) => decides.test(child.name)) : [];
  const among = deciding.length > 0 ? deciding : places;
  if (among.length > 0) random.pick(mutations)(random.pick(among), random, tree);
}
