import { longText, oddAmounts, oddJson, oddNames, poison } from './odd.ts';
import type { Random } from './random.ts';
import { copyOf, leaf, placesIn, written, type Place, type Tree } from './tree.ts';

type Mutation = (place: Place, random: Random, tree: Tree) => void;

const mostChars = 1_500_000;

/** How many copies of something: few, and rarely more than an order may have. */
const copiesOf = (json: string, random: Random): number =>
  Math.min(random.below(random.once(200) ? 6000 : 120), Math.floor(mostChars / (json.length + 1)));

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
  function exchange({ child }, random, tree) {
    const other = random.pick(placesIn(tree)).child;
    [child.tree, other.tree] = [copyOf(other.tree), copyOf(child.tree)];
  },
  function sayTwice({ siblings, index, child, isNamed }, random) {
    const second = { name: child.name, tree: isNamed ? leaf(oddJson(random)) : copyOf(child.tree) };
    siblings.splice(random.once(2) ? index : siblings.length, 0, second);
  },
  function rename({ child }, random) {
    child.name = random.pick([...oddNames, child.name.toUpperCase(), `${child.name} `]);
  },
  function addOddName({ siblings }, random) {
    siblings.push({ name: random.pick(oddNames), tree: leaf(random.once(2) ? poison : oddJson(random)) });
  },
  function nest({ child }, random) {
    const depth = random.once(100) ? 20_000 : random.below(260);
    const [open, close] = random.pick([
      ['[', ']'],
      ['{"a":', '}'],
    ]);
    child.tree = leaf((open ?? '').repeat(depth) + written(child.tree) + (close ?? '').repeat(depth));
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

/** An amount as text or as the number itself. */
function numberOf(random: Random): string {
  const digits = (length: number) => Array.from({ length }, () => random.below(10)).join('');
  const plain = `${random.below(1000)}${digits(random.below(14))}`;
  const decimal = random.once(2) ? plain : `${plain}.${digits(1 + random.below(20))}`;
  const text = random.once(3) ? random.pick(oddAmounts) : random.once(4) ? `-${decimal}` : decimal;
  return random.once(3) ? text : JSON.stringify(text);
}

/** Changes a tree in place. */
export function mutateTree(tree: Tree, random: Random): void {
  const places = placesIn(tree);
  if (places.length > 0) random.pick(mutations)(random.pick(places), random, tree);
}
