import { PlatformName } from '../lib/shops/platform-name.ts';
import { bases } from './bases.ts';
import type { FuzzCase } from './case.ts';
import { answerOf } from './run.ts';
import { postCase } from './post.ts';
import { shops } from './shops.ts';
import { copyOf, leaf, placesIn, written, type Tree } from './tree.ts';

/** Doubled input may cost this many times as much. */
export const mostTimes = 2.5;
const samples = 9;
/** Of less, a ratio says nothing: what takes less is repeated. */
const leastSampleMs = 15;
/** Another process can spoil a measurement, and none makes growth look smaller three times. */
const attempts = 3;

export interface Scaling {
  platform: PlatformName;
  shape: string;
  answer: string;
  halfMs: number;
  wholeMs: number;
  ratio: number;
}

interface Shape {
  /** Of half the input. The other half must end the same way, on the same side of all limits. */
  size: number;
  /** JSON. */
  json(size: number): string;
  /** Fields to put it in, those of their platform; the first that a body has. */
  fields?: readonly string[];
}

const listOf = (entry: string, size: number): string => `[${Array.from({ length: size }, () => entry).join(',')}]`;
const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);
const text = (unit: string, size: number): string => JSON.stringify(unit.repeat(size));
const item = '{"id":1,"title":"Desk","name":"Desk &ndash; oak","quantity":1,"total":"1.25","price":"1.25"}';
const items = ['line_items', 'items'];
const shownText = ['name', 'number', 'title'];

/** How a body may grow. */
const shapes: Readonly<Record<string, Shape>> = {
  'nested, within limits': { size: 500, json: (size) => listOf(nested(150), size) },
  'nested too deep': { size: 950_000, json: nested },
  'a long text': { size: 1_900_000, json: (size) => text('x', size) },
  'a long text of escapes': { size: 475_000, json: (size) => text('"\\', size) },
  'a long name': { size: 1_900_000, json: (size) => text('x', size), fields: shownText },
  'long tags': { size: 950_000, json: (size) => text('a,', size), fields: ['tags'] },
  'many items': { size: 2000, json: (size) => listOf(item, size), fields: items },
  'too many items': { size: 10_000, json: (size) => listOf(item, size), fields: items },
  'many keys': {
    size: 50_000,
    json: (size) => `{${Array.from({ length: size }, (_, index) => `"key ${index}":1`).join(',')}}`,
  },
  'many digits': { size: 1_900_000, json: (size) => '7'.repeat(size) },
  'many digits in an amount': {
    size: 1_900_000,
    json: (size) => text('7', size),
    fields: ['total_price', 'total', 'amount'],
  },
  'many long numbers': { size: 40_000, json: (size) => listOf('12345678901234567', size) },
};

/** The order that a platform sends when it is paid, with a shape in one of its fields, or in a field that nothing reads. */
function bodyWith(order: Tree, { json, fields = [] }: Shape, size: number): Buffer {
  const tree = copyOf(order);
  const place = placesIn(tree).find(({ child, isNamed }) => isNamed && fields.includes(child.name));
  if (place !== undefined) place.child.tree = leaf(json(size));
  else if (tree.kind === 'object') tree.children.push({ name: 'other', tree: leaf(json(size)) });
  return Buffer.from(written(tree));
}

const caseWith = (platform: PlatformName, shape: Shape, size: number): FuzzCase => {
  const [base] = bases[platform];
  const [shop] = shops[platform];
  if (base === undefined || shop === undefined) throw new RangeError(`nothing to send as ${platform}`);
  const topic = platform === 'shopify' ? 'x-shopify-topic' : 'x-wc-webhook-topic';
  return {
    // Of an odd index: nothing is sealed, which would cost the same for all sizes.
    id: { seed: 0, index: 1, platform },
    shop,
    headers: [[topic, base.topic ?? '']],
    body: bodyWith(base.body, shape, size),
    signedAs: 'current',
    isBase64: true,
    queueWorks: true,
  };
};

/** What ingest takes, on average. */
async function takesMs(fuzzCase: FuzzCase, times: number): Promise<number> {
  let sumMs = 0;
  for (let count = 0; count < times; count++) sumMs += (await postCase(fuzzCase)).cpuMs;
  return sumMs / times;
}

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;

/** Medians of samples that take turns, so that a busy machine slows both. */
async function compare(half: FuzzCase, whole: FuzzCase): Promise<Pick<Scaling, 'halfMs' | 'wholeMs' | 'ratio'>> {
  // The first calls run code that is not compiled yet.
  await takesMs(half, 2);
  const times = Math.ceil(leastSampleMs / Math.max(0.01, await takesMs(half, 2)));
  const halves: number[] = [];
  const wholes: number[] = [];
  for (let count = 0; count < samples; count++) {
    halves.push(await takesMs(half, times));
    wholes.push(await takesMs(whole, Math.ceil(times / 2)));
  }
  const [halfMs, wholeMs] = [median(halves), median(wholes)];
  return { halfMs, wholeMs, ratio: wholeMs / halfMs };
}

/** What twice as much input costs, for every shape. Throws `RangeError` for a shape whose halves end differently. */
export async function* scalings(platforms: readonly PlatformName[] = PlatformName.options): AsyncIterable<Scaling> {
  for (const platform of platforms) {
    for (const [name, shape] of Object.entries(shapes)) {
      const [half, whole] = [caseWith(platform, shape, shape.size), caseWith(platform, shape, shape.size * 2)];
      const answer = answerOf(await postCase(half));
      if (answer !== answerOf(await postCase(whole)))
        throw new RangeError(`${platform}, ${name}: a limit lies between`);
      let least = await compare(half, whole);
      for (let attempt = 1; attempt < attempts && least.ratio > mostTimes; attempt++) {
        const again = await compare(half, whole);
        if (again.ratio < least.ratio) least = again;
      }
      yield { platform, shape: name, answer, ...least };
    }
  }
}
