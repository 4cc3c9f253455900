import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { adapters } from '../../lib/platforms/adapters.ts';
import { readWebhook } from '../../lib/platforms/read-webhook.ts';
import { ApiPlatform } from '../../lib/reconcile/platform-secret.ts';
import { plainOrder } from '../../lib/senders/sent-order.ts';
import { senders } from '../../lib/senders/senders.ts';
import { newSentSecret, signedWith } from '../../lib/senders/sent-secret.ts';
import { signedWebhook } from '../../lib/senders/signed-webhook.ts';
import { PlatformName } from '../../lib/shops/platform-name.ts';
import { whyNotPlatformShopId } from '../../lib/shops/platform-shop-id.ts';
import { readSampleShops } from '../../local/shops.ts';

const docs = join(import.meta.dirname, '../../docs');
const text = readFileSync(join(docs, 'platforms.md'), 'utf8');
const cellsOf = (line: string) =>
  line
    .split('|')
    .map((cell) => cell.trim())
    .slice(1, -1);
const [table = ''] = /^\|[^]*?\n\n/m.exec(text) ?? [];
const [head = [], , ...rows] = table.trim().split('\n').map(cellsOf);
/** Platforms for which there is code that posts the generic order. The last row is for all others. */
const recipes = rows.filter(([, platform]) => platform === '`standard`').slice(0, -1);

/** What the sample shop's own webhook of a paid order is read as. */
function readingOf(platform: PlatformName): string {
  const settings = readSampleShops().find((shop) => shop.platform === platform)!;
  const { newOrder, topics } = senders[platform];
  const now = new Date();
  const { shop: id, platformShopId } = settings;
  const site = platformShopId === undefined ? {} : { site: platformShopId };
  const body = topics.paid!.body(plainOrder({ ...newOrder(), ...site, paidAt: now }), now);
  const secret = signedWith(newSentSecret(platform));
  const shop = { id, platform, platformShopId, webhookUrl: 'https://api.example/', ...secret };
  const { headers, body: sent } = signedWebhook(shop, body, { topic: topics.paid!.name });
  const webhook = { headers, body: Buffer.from(sent), url: shop.webhookUrl };
  return readWebhook(adapters[platform], webhook, { shop: settings.shop, receivedAtMs: now.getTime(), settings }).type;
}

const yes = (is: boolean, otherwise = '–') => (is ? 'yes' : otherwise);

function rowOf(platform: PlatformName): string[] {
  const adapter = adapters[platform];
  const { topics } = senders[platform];
  const required = whyNotPlatformShopId(platform, undefined) !== undefined;
  const known = !whyNotPlatformShopId(platform, '?')?.startsWith('goes with');
  return [
    `\`${platform}\``,
    { paid: 'order', lookup: 'order ID' }[readingOf(platform)] ?? 'nothing',
    adapter.publicKeys !== undefined ? 'public key' : adapter.sharesKeys === true ? 'app' : 'shop',
    required ? 'required' : known ? 'optional' : '–',
    yes(topics.cancelled !== undefined),
    yes(topics.refunded !== undefined),
    yes(topics.erase !== undefined),
    yes(adapter.sendsOnce !== true, 'no'),
    yes(ApiPlatform.safeParse(platform).success),
  ];
}

it('the table of platforms has a row for each, and each says what the code does', () => {
  expect(head).toHaveLength(10);
  const own = rows.filter((row) => !recipes.includes(row));
  expect(own.map((row) => row.slice(1))).toEqual(PlatformName.options.map(rowOf));
});

it('the recipes are like any other sender of the generic order, but send no privacy requests', () => {
  const expected = rowOf('standard');
  expected[head.indexOf('privacy requests') - 1] = '–';
  expect(recipes.map((row) => row.slice(1))).toEqual([expected, expected]);
});

it.each(rows)('%s has a page', (name) => {
  const [, page = ''] = /\]\((.+)\)/.exec(name) ?? [];
  expect(existsSync(join(docs, page))).toBe(true);
});
