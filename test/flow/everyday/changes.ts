import { PutSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { clientConfig } from '../../../lib/local-stack/endpoints.ts';
import { secretNames } from '../../../lib/secrets/secrets.ts';
import { applySettings } from '../../../lib/shops/apply-settings.ts';
import type { ShopSettings } from '../../../lib/shops/settings.ts';
import { documentClient } from '../../../lib/store/documents.ts';
import { eventually } from '../support/eventually.ts';
import { see, stack } from './stack.ts';
import { standardOrder, wooCommerceOrder } from '../support/payloads.ts';
import { keepSecret, person } from '../support/people.ts';
import { shopWith } from '../support/shops.ts';
import { answerTo, deliver, sendWebhook } from '../support/signed.ts';
import { telltales } from '../support/telltales.ts';

const dayMs = 24 * 3600 * 1000;
const daysAgo = (days: number) => new Date(Date.now() - days * dayMs).toISOString();
const shopOf = (id: string) => stack.endpoints().shops.find((shop) => shop.id === id)!;
const putSecret = (SecretId: string, value: object) =>
  stack.secrets.send(new PutSecretValueCommand({ SecretId, SecretString: JSON.stringify(value) }));
const apply = (settings: ShopSettings) => {
  const { aws, region } = stack.endpoints();
  const documents = documentClient(clientConfig(aws.dynamodb, region));
  const tables = {
    settingsTable: 'thankflow-local-settings',
    controlTable: 'thankflow-local-control',
    ordersTable: 'thankflow-local-orders',
  };
  return applySettings({ documents, ...tables }, settings, { by: 'a test', now: Date.now });
};
const breakThanku = (faults: object[]) => stack.thanku('POST', '/_sandbox/faults', faults);
const mendThanku = () => stack.thanku('DELETE', '/_sandbox/faults');

describe('a webhook secret that is rotated', () => {
  it('serves beside the new one until its time is over', async () => {
    const shop = shopOf('rotated');
    const previous = keepSecret(shop.webhookSecret);
    const current = keepSecret(`whsec_${randomBytes(24).toString('base64')}`);
    const name = secretNames.webhook('local', 'rotated');
    const answer = async (orderId: string, secret: string) =>
      (await answerTo(() => sendWebhook(shop, standardOrder(orderId), { secret })))[0];
    expect(await answer('8001', previous)).toBe(200);
    expect(await answer('8002', current)).toBe(401);

    const expiresAt = new Date(Date.now() + 3600_000).toISOString();
    await putSecret(name, { current, previous: { secret: previous, expiresAt } });
    await eventually(async () => (await answer('8002', current)) === 200);
    expect(await answer('8003', previous)).toBe(200);

    await putSecret(name, {
      current,
      previous: { secret: previous, expiresAt: new Date(Date.now() - 1).toISOString() },
    });
    await eventually(async () => (await answer('8003', previous)) === 401);
    expect(await answer('8004', current)).toBe(200);
    for (const orderId of ['8001', '8002', '8003', '8004']) {
      await see.settled('rotated', `rotated-${orderId}`);
      expect(await see.thankus(`rotated-${orderId}`)).toHaveLength(1);
    }
  });
});

describe('a ThankU token that is rotated between two attempts', () => {
  it('signs the second: one ThankU', async () => {
    await breakThanku([{ fault: 'status', status: 503, subject: 'retokened-8101' }]);
    await deliver(shopOf('retokened'), standardOrder('8101'));
    await eventually(async () => ((await see.order('retokened', 'retokened-8101'))?.attempts ?? 0) > 0);

    const token = keepSecret(randomBytes(16).toString('hex'));
    await stack.thanku('PUT', '/_sandbox/tokens', { retokened: token });
    await putSecret(secretNames.thanku('local', 'retokened'), { token });
    await mendThanku();
    await see.settled('retokened', 'retokened-8101');
    expect(await see.thankus('retokened-8101')).toHaveLength(1);
    expect((await see.events('retokened-8101')).map(({ type }) => type)).toEqual(['Order Thanked']);
  });

  it('does not fail the orders of those who still remember the old one', async () => {
    const token = keepSecret(randomBytes(16).toString('hex'));
    await stack.thanku('PUT', '/_sandbox/tokens', { retokened: token });
    await putSecret(secretNames.thanku('local', 'retokened'), { token });
    await deliver(shopOf('retokened'), standardOrder('8102'));
    await see.settled('retokened', 'retokened-8102');
    expect(await see.thankus('retokened-8102')).toHaveLength(1);
  });
});

describe('settings that are changed between two attempts', () => {
  it('change nothing for the order: the same bytes', async () => {
    const shop = shopOf('edited');
    const customer = person();
    // ThankU takes the first, whose answer is lost; with any other bytes its pid would then be refused.
    const subject = 'edited-8201';
    await breakThanku([
      { fault: 'reset-after', subject, times: 1 },
      { fault: 'status', status: 503, subject },
    ]);
    await deliver(shop, standardOrder('8201', customer));
    await eventually(async () => (await see.thankus(subject)).length === 1);

    const message = { en: 'All the best, {{customer.firstName|friend}}!', de: 'Alles Gute!' };
    const changes = { message, impact: { fixed: 7 }, thankuOrderId: 'A-9-9', messageMaxChars: 100 };
    expect(await apply(shopWith('edited', changes))).toMatchObject({ outcome: 'changed', revision: 2 });
    let orders = 0;
    await eventually(async () => {
      orders += 1;
      await deliver(shop, standardOrder(`8202-${orders}`, customer));
      await see.settled('edited', `edited-8202-${orders}`);
      const [thanku] = await see.thankus(`edited-8202-${orders}`);
      return thanku?.impactValue === 7 && thanku.message === `All the best, ${customer.firstName}!`;
    });

    await mendThanku();
    await see.settled('edited', subject);
    const [thanku, ...others] = await see.thankus(subject);
    expect(others).toEqual([]);
    expect(thanku).toMatchObject({ message: `Thank you, ${customer.firstName}!`, impactValue: 1, orderId: 'A-1-1' });
    expect(thanku?.repeats).toBeGreaterThan(0);
    expect(await see.order('edited', subject)).toMatchObject({ state: 'posted', id: thanku?.id, impact: 1 });
  });

  it('cannot change what makes the pids of orders there are', async () => {
    await expect(apply(shopWith('edited', { pidPrefix: 'another-' }))).rejects.toThrow(/pidPrefix/);
  });
});

describe('an old order that somebody edits', () => {
  const ignored = async (pid: string) => {
    await eventually(async () => (await stack.logs()).includes(`"pid":"${pid}"`));
    expect(await stack.logs()).toContain('order ignored: paid too long ago');
    await see.quiet();
    return {
      calls: (await see.thankuCalls(pid)) + (await see.receiptCalls(`${pid.split('-')[0]}/${pid}`)),
      rows: (await see.scan()).filter((row) => JSON.stringify(row).includes(pid)),
    };
  };

  it('is history: nothing is thanked, nothing kept', async () => {
    const paidAt = daysAgo(2 * 365).slice(0, 'yyyy-mm-ddThh:mm:ss'.length);
    await deliver(shopOf('old'), wooCommerceOrder('8301', person(), { date_paid_gmt: paidAt, status: 'completed' }));
    expect(await ignored('old-8301')).toEqual({ calls: 0, rows: [] });
    expect(await see.status(shopOf('old'), '8301')).toMatchObject({ status: 404 });
  });

  it('is history where it was paid before the shop began', async () => {
    await deliver(shopOf('young'), standardOrder('8302', person(), { paidAt: daysAgo(2) }));
    expect(await ignored('young-8302')).toEqual({ calls: 0, rows: [] });
    await deliver(shopOf('young'), standardOrder('8303', person(), { paidAt: daysAgo(0.5) }));
    await see.settled('young', 'young-8303');
    expect(await see.thankus('young-8303')).toHaveLength(1);
  });
});

describe('after all this', () => {
  it('no log line tells a name, an address or a secret', async () => {
    expect(await telltales(stack, await stack.logs())).toEqual([]);
  });
});
