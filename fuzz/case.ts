import { PlatformName } from '../lib/shops/platform-name.ts';
import { bases } from './bases.ts';
import type { Base } from './bases/sent.ts';
import { mutateBytes } from './mutate-bytes.ts';
import { mutateHeaders } from './mutate-headers.ts';
import { enlarge, mutateAmount, mutateTree } from './mutate-tree.ts';
import { randomFrom, type Random } from '../sim/kernel/random.ts';
import { shops, type FuzzShop } from './shops.ts';
import { rightWays, sentWith, wrongWays, type SentHeaders } from './sign.ts';
import { copyOf, written, type Tree } from './tree.ts';

export interface CaseId {
  seed: number;
  index: number;
  /** Default: any. */
  platform?: PlatformName;
}

/** A webhook to post. The same ID always gives the same case. */
export interface FuzzCase {
  id: CaseId;
  shop: FuzzShop;
  /** Without those of the signature. */
  headers: SentHeaders;
  /** Before it's signed. */
  body: Buffer;
  /** A name of sign.ts, or `none`. */
  signedAs: string;
  /** API Gateway passes the body on in base64. */
  isBase64: boolean;
  queueWorks: boolean;
}

export function caseOf(id: CaseId): FuzzCase {
  const random = randomFrom(id.seed, id.index);
  const platform = id.platform ?? random.pick(PlatformName.options);
  const shop = random.pick(shops[platform]);
  const base = random.pick(bases[platform]);
  const body = mutatedBody(base.body, random);
  const isRight = random.chance(1 / 2);
  const signedAs = random.pick(Object.keys(isRight ? rightWays : { none: '', ...wrongWays }));
  const headers = mutateHeaders(platform, topicHeaders(platform, base.topic), random);
  // Only UTF-8 can be passed on as text.
  const isBase64 = random.chance(1 / 2) || !Buffer.from(body.toString()).equals(body);
  return { id, shop, headers, body, signedAs, isBase64, queueWorks: !random.chance(1 / 20) };
}

/** API Gateway and Lambda accept no larger bodies. */
const maxBytes = 5_000_000;

/** Makes up to four changes to the tree, and in a third of the cases up to two to the bytes. */
function mutatedBody(base: Tree, random: Random): Buffer {
  const tree = copyOf(base);
  if (random.chance(1 / 50)) enlarge(tree, random);
  if (random.chance(1 / 4)) mutateAmount(tree, random);
  for (let count = random.below(5); count > 0; count--) mutateTree(tree, random);
  let body: Buffer = Buffer.from(written(tree));
  for (let count = random.chance(1 / 3) ? random.below(3) : 0; count > 0; count--) body = mutateBytes(body, random);
  return body.subarray(0, maxBytes);
}

/**
 * A correctly signed webhook without further changes.
 * @param index with an odd one, nothing is sealed
 */
export const signedCase = (shop: FuzzShop, { topic }: Base, body: string, index: number): FuzzCase => ({
  id: { seed: 0, index, platform: shop.platform },
  shop,
  headers: topicHeaders(shop.platform, topic),
  body: Buffer.from(body),
  signedAs: 'current',
  isBase64: true,
  queueWorks: true,
});

function topicHeaders(platform: PlatformName, topic: string | undefined): SentHeaders {
  if (topic === undefined || !['shopify', 'woocommerce'].includes(platform)) return [];
  return [[platform === 'shopify' ? 'x-shopify-topic' : 'x-wc-webhook-topic', topic]];
}

/** All headers of a case, including those of its signature, and the body, which may contain the signature. */
export function sentOf({ id, shop, headers, body, signedAs }: FuzzCase): { headers: SentHeaders; body: Buffer } {
  const way = rightWays[signedAs] ?? wrongWays[signedAs];
  if (way === undefined) return { headers, body };
  const sent = sentWith(shop, body, way, randomFrom(id.seed, ~id.index));
  return { headers: [...headers, ...sent.headers], body: sent.body };
}
