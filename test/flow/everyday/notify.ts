import { GetSecretValueCommand, PutSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { randomBytes } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { secretNames } from '../../../lib/secrets/secrets.ts';
import { keys } from '../../../lib/store/keys.ts';
import { eventually } from '../support/eventually.ts';
import { standardOrder } from '../support/payloads.ts';
import { person } from '../support/people.ts';
import { deliver } from '../support/signed.ts';
import { telltales } from '../support/telltales.ts';
import { thankflow } from '../../ops/support.ts';
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

describe('a webhook that waits', () => {
  it('is never sent if its customer is erased meanwhile', async () => {
    const customer = person();
    receiver.answers(503);
    await deliver(shopNamed('told'), standardOrder('31005', customer));
    await eventually(() => receiver.about('31005').length > 0);
    const { email } = customer;
    await deliver(shopNamed('told'), JSON.stringify({ type: 'customer.erase', data: { customer: { email } } }));
    await eventually(async () => {
      const { deliveries = [] } = (await see.store.notices.get(keys.notices('told', 'told-31005'))) ?? {};
      return deliveries.length > 0 && deliveries.every(({ reason }) => reason === 'erased');
    });
    receiver.answers(204);
    const before = receiver.about('31005').length;
    await tryAgainNow('told', 'told-31005');
    await see.quiet();
    expect(receiver.about('31005')).toHaveLength(before);
  });

  it('is sent when an operator resumes the shop’s notifications', async () => {
    const command = async (...args: string[]) =>
      expect(await thankflow(args, { env: { LOCAL_DIR: stack.localDir } })).toMatchObject({ code: 0 });
    await command('pause', '--shop', 'told', '--notify', '--why', 'the server moves');
    await deliver(shopNamed('told'), standardOrder('31006', person()));
    await eventually(async () => {
      const { deliveries = [] } = (await see.store.notices.get(keys.notices('told', 'told-31006'))) ?? {};
      return deliveries.some(({ waitsFor }) => waitsFor === 'brake');
    });
    expect(receiver.about('31006')).toEqual([]);
    // The customer has been thanked all the same.
    expect(await see.thankus('told-31006')).toHaveLength(1);
    await command('resume', '--shop', 'told', '--notify');
    await eventually(() => receiver.about('31006').length === 1);
  });
});

it('a webhook is signed with both secrets while one is replaced', async () => {
  const SecretId = secretNames.notify('local', 'told');
  const before = await signingSecret('told', 'erp');
  const next = `whsec_${randomBytes(32).toString('base64')}`;
  const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
  const erp = { to: 'webhook', current: next, previous: { secret: before, expiresAt } };
  const SecretString = JSON.stringify({ targets: { erp } });
  await stack.secrets.send(new PutSecretValueCommand({ SecretId, SecretString }));
  // A worker remembers a secret for a while.
  let number = 31_100;
  const twice = await eventually(async () => {
    const orderId = String(++number);
    await deliver(shopNamed('told'), standardOrder(orderId, person()));
    const [webhook] = await eventually(() => receiver.about(orderId).length > 0 && receiver.about(orderId));
    return webhook?.headers['webhook-signature']?.includes(' ') === true && webhook;
  });
  for (const secret of [before, next])
    expect(new Webhook(secret).verify(twice.body, twice.headers)).toMatchObject({ type: 'order.thanked' });
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
    expect(fields.find(({ key }) => key === 'link')?.value).toBe(status.links.page);
    expect(fields.find(({ key }) => key === 'thanku_link')?.value).toBe(status.links.customer);
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

it('no log line tells a secret of a target, or anything personal', async () => {
  expect(await telltales(stack, await stack.logs())).toEqual([]);
});
