import { expect, it } from 'vitest';
import { stages } from '../../../infra/stages.ts';
import { adapters } from '../../../lib/platforms/adapters.ts';
import { readWebhook } from '../../../lib/platforms/read-webhook.ts';
import { plainOrder } from '../../../lib/senders/sent-order.ts';
import { newSentSecret, signedWith } from '../../../lib/senders/sent-secret.ts';
import { senders } from '../../../lib/senders/senders.ts';
import { signedWebhook } from '../../../lib/senders/signed-webhook.ts';
import { PlatformName } from '../../../lib/shops/platform-name.ts';
import { readShopFiles } from '../../../ops/shops/shop-files.ts';
import { whyNoTestOrder } from '../../../ops/smoke/test-order.ts';

it.each(PlatformName.options)('a made-up test order of %s is read as one, or cannot be', async (platform) => {
  const [sample] = await readShopFiles([`local/shops/demo-${platform}.yaml`], stages.local);
  const { settings } = sample!;
  const { platformShopId } = settings;
  const sender = senders[platform];
  const now = new Date();
  const { name, body } = sender.topics.paid!;
  const shop = { id: settings.shop, platform, platformShopId, webhookUrl: 'https://api.example/webhooks/oak' };
  const webhook = signedWebhook(
    { ...shop, ...signedWith(newSentSecret(platform)) },
    body(
      plainOrder({ ...sender.newOrder(), ...(platformShopId !== undefined && { site: platformShopId }), test: true }),
      now,
    ),
    { topic: name },
  );
  const raw = { headers: webhook.headers, body: Buffer.from(webhook.body), url: shop.webhookUrl };
  const read = readWebhook(adapters[platform], raw, { shop: shop.id, receivedAtMs: now.getTime(), settings });
  const isTest = read.type === 'paid' && read.order.test;
  expect(isTest).toBe(whyNoTestOrder[platform] === undefined);
});
