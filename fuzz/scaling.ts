import { medianOf } from '../sim/kernel/measure.ts';
import { PlatformName } from '../lib/shops/platform-name.ts';
import { bases } from './bases.ts';
import { signedCase, type FuzzCase } from './case.ts';
import { answerOf } from './run.ts';
import { postCase } from './post.ts';
import { shops } from './shops.ts';
import { placesIn, writtenWith } from './tree.ts';

/** How many times as much doubled input may cost. */
export const maxTimes = 2.5;
const samples = 9;
/** A sample is repeated until it takes this long, because the ratio of less says nothing. */
const minSampleMs = 15;
/** Another process can spoil one measurement, but hardly three. */
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
  /** Of half the input. The whole must be on the same side of all limits. */
  size: number;
  /** JSON. */
  json(size: number): string;
  /** Where to put it: the first of these fields that the body has. Default: a field that nothing reads. */
  fields?: readonly string[];
}

const listOf = (entry: string, size: number): string => `[${Array.from({ length: size }, () => entry).join(',')}]`;
const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);
const text = (unit: string, size: number): string => JSON.stringify(unit.repeat(size));
const item = '{"id":1,"title":"Desk","name":"Desk &ndash; oak","quantity":1,"total":"1.25","price":"1.25"}';
const items = ['line_items', 'items', 'lineItems', 'lines'];
const shownText = ['name', 'number', 'title', 'productName'];

/** Ways in which a body may grow. */
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
    fields: ['total_price', 'total', 'amount', 'total_inc_tax', 'grand_total'],
  },
  'many long numbers': { size: 40_000, json: (size) => listOf('12345678901234567', size) },
};

/** A token of Wix takes up to three times as many bytes as what it says, and the whole must be within the limit. */
const sizeIn = (platform: PlatformName, size: number): number =>
  platform === 'wix' && size > 100_000 ? Math.floor(size / 4) : size;

/** A platform's paid order with a shape in the first of its fields that the body has, or in a field that nothing reads. */
const caseWith = (platform: PlatformName, { json, fields = [] }: Shape, size: number): FuzzCase => {
  const [base] = bases[platform];
  const [shop] = shops[platform];
  if (base === undefined || shop === undefined) throw new RangeError(`nothing to send as ${platform}`);
  const place = placesIn(base.body).find(({ child, isNamed }) => isNamed && fields.includes(child.name));
  // Sealing would cost the same for all sizes.
  return signedCase(shop, base, writtenWith(base.body, place, json(sizeIn(platform, size))), 1);
};

/** The average processor time that ingest needs. */
async function takesMs(fuzzCase: FuzzCase, times: number): Promise<number> {
  let sumMs = 0;
  for (let count = 0; count < times; count++) sumMs += (await postCase(fuzzCase)).cpuMs;
  return sumMs / times;
}

/** Compares medians of samples that take turns, so that a busy machine slows both down. */
async function compare(half: FuzzCase, whole: FuzzCase): Promise<Pick<Scaling, 'halfMs' | 'wholeMs' | 'ratio'>> {
  // The first calls run code that isn't compiled yet.
  await takesMs(half, 2);
  const times = Math.ceil(minSampleMs / Math.max(0.01, await takesMs(half, 2)));
  const halves: number[] = [];
  const wholes: number[] = [];
  for (let count = 0; count < samples; count++) {
    halves.push(await takesMs(half, times));
    wholes.push(await takesMs(whole, Math.ceil(times / 2)));
  }
  const [halfMs, wholeMs] = [medianOf(halves), medianOf(wholes)];
  return { halfMs, wholeMs, ratio: wholeMs / halfMs };
}

/** Measures every shape and twice as much of it. @throws RangeError if ingest answers the two differently */
export async function* scalings(platforms: readonly PlatformName[] = PlatformName.options): AsyncIterable<Scaling> {
  for (const platform of platforms) {
    for (const [name, shape] of Object.entries(shapes)) {
      const [half, whole] = [caseWith(platform, shape, shape.size), caseWith(platform, shape, shape.size * 2)];
      const answer = answerOf(await postCase(half));
      if (answer !== answerOf(await postCase(whole)))
        throw new RangeError(`${platform}, ${name}: a limit is between the two`);
      let least = await compare(half, whole);
      for (let attempt = 1; attempt < attempts && least.ratio > maxTimes; attempt++) {
        const again = await compare(half, whole);
        if (again.ratio < least.ratio) least = again;
      }
      yield { platform, shape: name, answer, ...least };
    }
  }
}
