import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { describe, expect, it } from 'vitest';
import { clientConfig } from '../../../lib/local-stack/endpoints.ts';
import { PlatformSecret } from '../../../lib/reconcile/platform-secret.ts';
import { secretNames, WebhookSecret } from '../../../lib/secrets/secrets.ts';
import { currentSecret } from '../../../lib/secrets/writer.ts';
import { senders } from '../../../lib/senders/senders.ts';
import { shopwareEvent } from '../../../lib/senders/shopware.ts';
import { plainOrder } from '../../../lib/senders/sent-order.ts';
import { thankflow } from '../../ops/support.ts';
import { eventually } from '../support/eventually.ts';
import { deliver } from '../support/signed.ts';
import { see, stack } from './stack.ts';

const shop = 'linde';

/** Calls the sandbox of Shopware, which plays the installation. */
async function shopware(path: string, body: object): Promise<{ status: number; body: Record<string, unknown> }> {
  const url = stack.endpoints().adminUrls.shopware + path;
  const answer = await fetch(url, { method: 'POST', body: JSON.stringify(body) });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}

const command = async (...args: string[]) => {
  const cwd = await mkdtemp(join(tmpdir(), 'thankflow-shopware-'));
  const ran = await thankflow([...args, '--json'], { env: { LOCAL_DIR: stack.localDir }, cwd });
  expect(ran).toMatchObject({ code: 0 });
  return { cwd, said: JSON.parse(ran.stdout) as Record<string, unknown> };
};

const client = () => {
  const { aws, region } = stack.endpoints();
  return new SecretsManagerClient(clientConfig(aws.secretsManager, region));
};
const webhookSecret = () => currentSecret(client(), WebhookSecret, secretNames.webhook('local', shop));
const credential = () => currentSecret(client(), PlatformSecret, secretNames.platform('local', shop));

describe('a Shopware shop', () => {
  it('has its signed webhook become a ThankU', async () => {
    const { newOrder, topics } = senders.shopware;
    const order = plainOrder({ ...newOrder(), amount: '95.50', firstName: 'Jörg', locale: 'de' });
    await deliver(stack.shop('shopware'), topics.paid!.body(order, new Date()));
    const pid = `demo-shopware-${order.id}`;
    await see.settled('demo-shopware', pid);
    expect(await see.thankus(pid)).toMatchObject([
      {
        slug: 'gartenhaus-linde',
        impactValue: 3,
        language: 'de',
        message: `Danke, Jörg! Für deine Bestellung ${order.number} (Oak desk) pflanzen wir 3 Bäume in deinem Namen. Gartenhaus Linde`,
      },
    ]);
  });

  it('registers with the app that the command makes, and its orders are thanked from then on', async () => {
    const before = await webhookSecret();
    const { cwd, said } = await command('secrets', 'put', 'app', '--shop', shop);
    expect(said).toMatchObject({ outcome: 'written', registered: null });
    const manifest = await readFile(join(cwd, String(said['manifest'])), 'utf8');
    const install = (more: object = {}) =>
      shopware('/_sandbox/apps', { shop, manifest, url: stack.endpoints().adminUrls.shopware, ...more });

    expect(await install()).toMatchObject({ status: 200, body: { shop } });
    const first = await webhookSecret();
    expect(first?.current).not.toBe(before?.current);
    expect(await credential()).toMatchObject({ platform: 'shopware', clientId: `SWIALOCAL-${shop}` });

    const placed = await shopware('/_sandbox/orders', { shop, order: { paid: true } });
    const order = (placed.body['order'] as { id: string }).id;
    await see.settled(shop, `${shop}-${order}`);
    expect(await see.thankus(`${shop}-${order}`)).toHaveLength(1);

    // The secret is replaced: signed with the old one, too.
    expect(await install()).toMatchObject({ status: 200 });
    expect(await webhookSecret()).toMatchObject({ previous: { secret: first?.current } });

    // After the app was uninstalled, Shopware has forgotten it.
    expect(await install({ reinstalls: true })).toMatchObject({
      status: 400,
      body: { error: expect.stringContaining('allow a new registration') },
    });
    await command('secrets', 'put', 'app', '--shop', shop, '--register-again');
    expect(await install({ reinstalls: true })).toMatchObject({ status: 200 });
    const known = await eventually(async () => (await command('secrets', 'put', 'app', '--shop', shop)).said);
    expect(known).toMatchObject({ outcome: 'kept', registered: { url: stack.endpoints().adminUrls.shopware } });
  }, 60_000);

  it('has an order looked up whose webhook says that one of its payments is paid', async () => {
    const faults = (dropShare: number) =>
      fetch(`${stack.endpoints().adminUrls.shopware}/_sandbox/shop-faults`, {
        method: 'PUT',
        body: JSON.stringify({ shop, dropShare }),
      });
    await faults(1);
    const placed = await shopware('/_sandbox/orders', { shop, order: {} });
    await faults(0);
    const { id, number, createdAtMs } = placed.body['order'] as { id: string; number: string; createdAtMs: number };
    const half = (part: string) => ({ id: part, amount: { totalPrice: 14.675 }, stateMachineState: null });
    const order = plainOrder({ id, number, paidAt: new Date(createdAtMs) });
    const event = 'state_enter.order_transaction.state.paid';
    const body = shopwareEvent(event, order, new Date(), { transactions: [half('a'), half('b')] });
    const known = stack.shop('shopware');
    const webhookUrl = known.webhookUrl.replace('demo-shopware', shop);
    await deliver({ ...known, id: shop, webhookUrl, webhookSecret: (await webhookSecret())!.current }, body);
    await see.settled(shop, `${shop}-${id}`);
    expect(await see.thankus(`${shop}-${id}`)).toHaveLength(1);
  });
});
