import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { PlatformName } from '../../../lib/shops/platform-name.ts';
import { fixture, webhook } from '../../support/webhook.ts';
import { settingsOf, World, type Mood } from './fakes.ts';

type Service = keyof World['moods'];

const bodies = {
  shopify: fixture('shopify/orders-paid.json'),
  woocommerce: fixture('woocommerce/order.json'),
  unreadable: Buffer.from('not JSON'),
};
const headers = {
  shopify: (signature: string) => ({ 'x-shopify-topic': 'orders/paid', 'x-shopify-hmac-sha256': signature }),
  woocommerce: (signature: string) => ({ 'x-wc-webhook-topic': 'order.updated', 'x-wc-webhook-signature': signature }),
};
type Platform = Extract<PlatformName, keyof typeof headers>;

/** The tables hold the settings, the gift card key and what is parked. */
const outages: [string, Service[]][] = [
  ['SQS', ['queue']],
  ['DynamoDB', ['settings', 'cardKey', 'table']],
  ['Secrets Manager', ['secrets']],
  ['S3', ['bucket']],
  ['SQS and DynamoDB', ['queue', 'settings', 'cardKey', 'table']],
  ['DynamoDB and Secrets Manager', ['settings', 'cardKey', 'table', 'secrets']],
];

const columns: { heading: string; platform: Platform; body: keyof typeof bodies; isWarm: boolean; secret?: string }[] =
  [
    { heading: 'order, warm', platform: 'shopify', body: 'shopify', isWarm: true },
    { heading: 'order, cold', platform: 'shopify', body: 'shopify', isWarm: false },
    { heading: "WooCommerce's order, warm", platform: 'woocommerce', body: 'woocommerce', isWarm: true },
    { heading: "WooCommerce's order, cold", platform: 'woocommerce', body: 'woocommerce', isWarm: false },
    { heading: 'unreadable, warm', platform: 'shopify', body: 'unreadable', isWarm: true },
    { heading: 'unreadable, cold', platform: 'shopify', body: 'unreadable', isWarm: false },
    {
      heading: 'order signed with a newer secret, warm',
      platform: 'shopify',
      body: 'shopify',
      isWarm: true,
      secret: 'new',
    },
  ];

async function cell(services: Service[], mood: Mood, column: (typeof columns)[number]): Promise<string> {
  const { platform, body, isWarm, secret = 'secret' } = column;
  const world = new World();
  world.shops.set('acme', settingsOf('acme', platform));
  world.webhookSecrets.set('acme', { current: 'secret' });
  const post = async (what: Buffer, key: string) =>
    await world.post('acme', webhook(headers[platform](createHmac('sha256', key).update(what).digest('base64')), what));
  if (isWarm) await post(bodies[platform], 'secret');
  world.nowMs += 3_600_000;
  world.webhookSecrets.set('acme', { current: secret });
  for (const service of services) world.moods[service] = mood;
  const sentAtMs = world.nowMs;
  const status = await post(bodies[body], secret);
  const { outcome, parked } = world.telemetry.lines.at(-1)!.fields;
  return `${status} ${parked === true ? 'parked' : String(outcome)}, ${world.nowMs - sentAtMs} ms`;
}

it('docs/architecture.md tells what ingest answers while each service fails', async () => {
  const page = readFileSync(new URL('../../../docs/architecture.md', import.meta.url), 'utf8');
  const rows = [['', '', ...columns.map(({ heading }) => heading)]];
  for (const [name, services] of outages) {
    for (const mood of ['refuses', 'hangs'] as const) {
      const cells: string[] = [];
      for (const column of columns) cells.push(await cell(services, mood, column));
      rows.push([name, mood, ...cells]);
    }
  }
  const shown = page.split('\n').filter((line) => line.startsWith('|'));
  const inPage = shown.map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((text) => text.trim()),
  );
  const from = inPage.findIndex((row) => row[2] === 'order, warm');
  expect(from, `missing:\n${rows.map((row) => `| ${row.join(' | ')} |`).join('\n')}`).toBeGreaterThan(0);
  expect([inPage[from], ...inPage.slice(from + 2, from + 1 + rows.length)]).toEqual(rows);
});
