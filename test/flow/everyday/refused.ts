import { describe, expect, it } from 'vitest';
import { postWebhook, signedWebhook } from '../../../lib/senders/signed-webhook.ts';
import { see, stack } from './stack.ts';
import { orderBodies, platforms, standardOrder, shopifyOrder, type Platform } from '../support/payloads.ts';
import { answerTo, bodySaying, deliver, sendWebhook } from '../support/signed.ts';
import { telltales } from '../support/telltales.ts';

const refusedBy = (platform: Platform) => [401, bodySaying(platform, 'refused|unsigned')];

describe.each(platforms)('a webhook that %s did not sign', (platform) => {
  it('is refused', async () => {
    const shop = stack.shop(platform);
    const refused = refusedBy(platform);
    const body = orderBodies[platform]('3001');
    const { headers } = signedWebhook(shop, body);
    const forged = platform === 'standard' ? `whsec_${Buffer.alloc(24, 7).toString('base64')}` : 'not-the-secret';

    expect(await answerTo(() => sendWebhook(shop, body, { secret: forged }))).toEqual(refused);
    expect(await answerTo(() => postWebhook(shop, { body: body.replace('3001', '3002'), headers }))).toEqual(refused);
    expect(await answerTo(() => postWebhook(shop, { body, headers: {} }))).toEqual(refused);
    expect(await answerTo(() => postWebhook(shop, { body: '', headers: {} }))).toEqual(refused);
    const authentic = Object.keys(headers).filter((name) => /hmac|signature$|webhook-id|timestamp/.test(name));
    const needed = authentic.filter((name) => platform === 'standard' || !name.endsWith('id'));
    expect(needed.length).toBeGreaterThan(0);
    for (const name of needed) {
      const { [name]: value = '', ...others } = headers;
      expect([name, ...(await answerTo(() => postWebhook(shop, { body, headers: others })))]).toEqual([
        name,
        ...refused,
      ]);
      const odd = { ...others, [name]: `${value.slice(0, -2)}!` };
      expect([name, ...(await answerTo(() => postWebhook(shop, { body, headers: odd })))]).toEqual([name, ...refused]);
    }
  });
});

describe('an old webhook', () => {
  it('is refused where the platform signs the time', async () => {
    const shop = stack.shop('standard');
    for (const minutes of [-6, 6, -600_000])
      expect(
        await answerTo(() => sendWebhook(shop, standardOrder('3003'), { nowMs: Date.now() + minutes * 60_000 })),
      ).toEqual(refusedBy('standard'));
  });
});

describe('nobody', () => {
  it('gets anything out of a shop that is not there', async () => {
    const shop = stack.shop('shopify');
    for (const name of ['nobodys-shop', 'DEMO-SHOPIFY', 'x', '%00', '%F0%9F%92%A5', 'x'.repeat(3000)]) {
      const webhookUrl = shop.webhookUrl.replace(shop.id, name);
      const answer = await answerTo(() => sendWebhook({ ...shop, webhookUrl }, shopifyOrder('3004')));
      expect([name, ...answer]).toEqual([name, 404, '']);
    }
    // No route of the API.
    const webhookUrl = shop.webhookUrl.replace(shop.id, '%2e%2e%2f');
    const answer = await answerTo(() => sendWebhook({ ...shop, webhookUrl }, shopifyOrder('3004')));
    expect(answer).toEqual([404, '{"message":"Not Found"}']);
  });

  it('learns from a ping more than that it arrived', async () => {
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    const ping = async (platform: Platform, body: string) =>
      answerTo(() => postWebhook(stack.shop(platform), { body, headers: form }));
    expect(await ping('woocommerce', 'webhook_id=12')).toEqual([200, '']);
    expect(await ping('woocommerce', 'webhook_id=12&order=1')).toEqual([401, '']);
    expect(await ping('shopify', 'webhook_id=12')).toEqual([401, '']);
    await deliver(stack.shop('standard'), '{"type":"ping"}');
  });

  it('got anything queued, stored or thanked by all this', async () => {
    await see.quiet();
    expect(await see.scan()).toEqual([]);
    expect(await see.thankuBooks()).toMatchObject({ created: [], simulated: 0, calls: [] });
    expect(await see.thanxBooks()).toMatchObject({ created: [], calls: [] });
    const logs = await stack.logs();
    expect(logs).toContain('"WebhookRefused":1');
    expect(logs).not.toContain('webhook accepted');
    expect(logs).not.toContain('WebhookQuarantined');
    expect(await telltales(stack, logs)).toEqual([]);
  });
});
