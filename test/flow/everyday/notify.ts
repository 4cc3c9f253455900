import { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { Webhook } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { secretNames } from '../../../lib/secrets/secrets.ts';
import { keys } from '../../../lib/store/keys.ts';
import { eventually } from '../support/eventually.ts';
import { standardOrder } from '../support/payloads.ts';
import { person } from '../support/people.ts';
import { deliver } from '../support/signed.ts';
import { receiver, see, stack } from './stack.ts';

const shopNamed = (id: string) => stack.endpoints().shops.find((shop) => shop.id === id)!;

/** What the target's server knows from `secrets put notify`. */
async function signingSecret(shop: string, target: string): Promise<string> {
  const SecretId = secretNames.notify('local', shop);
  const { SecretString = '' } = await stack.secrets.send(new GetSecretValueCommand({ SecretId }));
  return JSON.parse(SecretString).targets[target].current;
}

/** The row of an order's notices has a time at which it's tried again: now. */
async function tryAgainNow(shop: string, pid: string): Promise<void> {
  const key = keys.notices(shop, pid);
  await see.store.notices.change(key, (row) => ({
    ...row,
    ...(row.dueKind && { dueAt: Date.now() }),
    deliveries: row.deliveries.map((one) => (one.state === 'waiting' ? { ...one, notBefore: Date.now() } : one)),
  }));
  await stack.invokeHousekeeping();
}

const Orders = z.record(
  z.string(),
  z.array(
    z.looseObject({ id: z.string(), metafields: z.array(z.looseObject({ key: z.string(), value: z.string() })) }),
  ),
);

async function sandbox(platform: 'shopify' | 'woocommerce', method: string, path: string, body?: object) {
  const url = `${stack.endpoints().adminUrls[platform]}/_sandbox/${path}`;
  const answer = await fetch(url, { method, ...(body && { body: JSON.stringify(body) }) });
  if (answer.status !== 200) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
  return await answer.json();
}

describe('a webhook to the shop’s own server', () => {
  it('comes once, and standardwebhooks verifies it', async () => {
    const shop = shopNamed('told');
    const customer = person();
    await deliver(shop, standardOrder('31001', customer));
    const [webhook] = await eventually(() => {
      const found = receiver.about('31001');
      return found.length > 0 && found;
    });
    const verified = new Webhook(await signingSecret('told', 'erp')).verify(webhook!.body, webhook!.headers);
    expect(verified).toMatchObject({
      type: 'order.thanked',
      data: {
        shop: 'told',
        orderId: '31001',
        simulated: false,
        order: { state: 'posted', receipt: { state: 'skipped' } },
      },
    });
    expect(webhook!.headers['webhook-id']).toBe((verified as { data: { eventId: string } }).data.eventId);
    for (const text of Object.values(customer)) expect(webhook!.body).not.toContain(text);
    await see.quiet();
    expect(receiver.about('31001')).toHaveLength(1);
  });

  it('comes again with the same ID after the server was down', async () => {
    receiver.answers(503);
    await deliver(shopNamed('told'), standardOrder('31002', person()));
    await eventually(() => receiver.about('31002').length === 1);
    receiver.answers(204);
    await eventually(async () => {
      await tryAgainNow('told', 'told-31002');
      return receiver.about('31002').some(({ status }) => status === 204);
    });
    const ids = new Set(receiver.about('31002').map(({ headers }) => headers['webhook-id']));
    expect(ids.size).toBe(1);
  });
});

describe('a shop’s own order', () => {
  it('of Shopify gets a metafield with its status', async () => {
    await sandbox('shopify', 'POST', 'orders', { shop: 'told-shopify', order: { id: '31003' } });
    const fields = await eventually(async () => {
      const orders = Orders.parse(await sandbox('shopify', 'GET', 'orders'));
      const found = orders['told-shopify']?.find(({ id }) => id === '31003')?.metafields ?? [];
      return found.length > 0 && found;
    });
    const status = JSON.parse(fields.find(({ key }) => key === 'status')?.value ?? '{}');
    expect(status).toMatchObject({ shop: 'told-shopify', orderId: '31003', state: 'posted' });
    expect(fields.find(({ key }) => key === 'link')?.value).toBe(status.links.customer);
  });

  it('of WooCommerce gets one note, which is mailed once', async () => {
    await sandbox('woocommerce', 'POST', 'orders', { shop: 'told-woo', order: { id: '31004' } });
    await eventually(async () => {
      const { deliveries = [] } = (await see.store.notices.get(keys.notices('told-woo', 'told-woo-31004'))) ?? {};
      return deliveries.length > 0 && deliveries.every(({ state }) => state === 'delivered');
    });
    const { thanku } = (await see.status(shopNamed('told-woo'), '31004')).body as { thanku: { customerLink: string } };
    const mails = z.record(z.string(), z.array(z.unknown())).parse(await sandbox('woocommerce', 'GET', 'mails'));
    expect(mails['told-woo']).toHaveLength(1);
    expect(JSON.stringify(mails['told-woo'])).toContain(thanku.customerLink);
  });
});
