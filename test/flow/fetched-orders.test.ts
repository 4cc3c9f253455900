import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PutSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { secretNames } from '../../lib/secrets/secrets.ts';
import { keys } from '../../lib/store/keys.ts';
import { lookups, type Lookups } from '../../lib/lookup/waiting.ts';
import { localCredential, squarespaceKeyOf } from '../../local/platforms/known-access.ts';
import { thankflow } from '../ops/support.ts';
import { eventually } from './support/eventually.ts';
import { startFlowStack, type FlowStack } from './support/flow-stack.ts';
import { observe, type Observer } from './support/observe.ts';
import { shopWith } from './support/shops.ts';

/** Squarespace's webhooks only name orders. */
const ids = ['woods', 'busy', 'closed', 'late', 'gone', 'down', 'killed'];

let stack: FlowStack;
let see: Observer;
let rows: Lookups;
beforeAll(async () => {
  stack = await startFlowStack({ shops: ids.map((id) => shopWith(id, {}, { platform: 'squarespace' })) });
  see = observe(stack);
  rows = lookups(stack.documents, 'thankflow-local-orders');
});
afterAll(() => stack?.stop());

async function platform(method: string, path: string, body?: unknown): Promise<unknown> {
  const url = `${stack.endpoints().adminUrls.squarespace}/_sandbox/${path}`;
  const answer = await fetch(url, { method, ...(body !== undefined && { body: JSON.stringify(body) }) });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return await answer.json();
}
const Placed = z.object({ order: z.object({ id: z.string() }) });
const place = async (shop: string, order: object = {}) =>
  Placed.parse(await platform('POST', 'orders', { shop, order })).order.id;
/** What ingest sends after a notification. The sandbox sends one of its own for each order that is placed. */
const notify = (shop: string, orderId: string) =>
  see.sendMessage('fetches', { type: 'lookup', shop, at: new Date().toISOString(), orderId });
const thanked = (shop: string, orderId: string) => see.posted(shop, `${shop}-${orderId}`);
const waiting = (shop: string, orderId: string) => eventually(() => rows.waiting.get(keys.lookup(shop, orderId)));
/** An order that the platform's API doesn't show. */
const hidden = 'f'.repeat(24);
/** As if the wait were over. */
const afterThat = async (shop: string, orderId: string) => {
  await rows.holds.change(keys.lookupHold(shop), (hold) => ({ ...hold, untilMs: 0 }));
  await rows.waiting.change(keys.lookup(shop, orderId), (row) => ({ ...row, dueAt: 0 }));
  await stack.invokeHousekeeping();
};
const isOver = async (shop: string, orderId: string) => {
  await eventually(async () => (await rows.waiting.get(keys.lookup(shop, orderId))) === undefined);
  expect(await rows.holds.get(keys.lookupHold(shop))).toBeUndefined();
};
/** The address where thankflow looks for a shop's platform. */
const setAddress = async (shop: string, url = stack.endpoints().adminUrls.squarespace) => {
  const secret = { ...localCredential.squarespace(shop), url };
  const SecretId = secretNames.platform('local', shop);
  await stack.secrets.send(new PutSecretValueCommand({ SecretId, SecretString: JSON.stringify(secret) }));
};
const cli = (...args: string[]) => thankflow(args, { env: { LOCAL_DIR: stack.localDir } });

describe('an order that a webhook named', () => {
  it('is fetched and thanked, once for two notifications', async () => {
    const id = await place('woods');
    await notify('woods', id);
    await thanked('woods', id);
    expect(await see.thankus(`woods-${id}`)).toHaveLength(1);
  });

  it('waits while the platform limits calls, and with it all orders of its shop', async () => {
    await platform('PUT', 'shop-faults', { shop: 'busy', tooManyRequests: 1 });
    const first = await place('busy');
    await waiting('busy', first);
    const second = await place('busy');
    await waiting('busy', second);
    expect(await rows.holds.get(keys.lookupHold('busy'))).toMatchObject({ kind: 'throttled' });
    await afterThat('busy', first);
    await Promise.all([thanked('busy', first), thanked('busy', second)]);
    await isOver('busy', second);
  });

  it('waits for a new credential, about which a person is told', async () => {
    await platform('POST', 'token/revoke', { shop: 'closed' });
    const id = await place('closed');
    await waiting('closed', id);
    await eventually(async () => {
      const { stdout } = await cli('stuck');
      expect(stdout).toContain('closed: 1 order waits');
      expect(stdout).toContain('secrets put platform --shop closed');
      return true;
    });
    expect((await cli('status')).stdout).toMatch(/orders to fetch \d/);
    const { stderr } = await cli('orders', 'find', id, '--shop', 'closed');
    expect(stderr).toContain("its platform hasn't given it since");
    expect((await cli('shops', 'check', 'closed')).stdout).toContain('so all orders wait until it does');
    await platform('POST', 'token/restore', { shop: 'closed' });
    await stack.invokeHousekeeping();
    // Held for a quarter of an hour, or until somebody puts a credential.
    expect(await rows.waiting.get(keys.lookup('closed', id))).toBeDefined();
    const stdin = `${squarespaceKeyOf('closed')}\n`;
    const env = { LOCAL_DIR: stack.localDir };
    expect(await thankflow(['secrets', 'put', 'platform', '--shop', 'closed'], { env, stdin })).toMatchObject({
      code: 0,
    });
    await stack.invokeHousekeeping();
    await thanked('closed', id);
    await isOver('closed', id);
  });

  it('that the platform does not have yet is thanked once it is there', async () => {
    await notify('late', hidden);
    await waiting('late', hidden);
    const another = await place('late');
    await thanked('late', another);
    await platform('PUT', 'shop-faults', { shop: 'late', dropShare: 1 });
    await place('late', { id: hidden });
    await afterThat('late', hidden);
    expect(await thanked('late', hidden)).toMatchObject({ state: 'posted' });
  });

  it('waits while the platform is down', async () => {
    await setAddress('down', 'http://127.0.0.1:9');
    const id = await place('down');
    expect(await waiting('down', id)).toMatchObject({ detail: expect.stringContaining('no answer') });
    await setAddress('down');
    await eventually(async () => {
      await afterThat('down', id);
      return (await see.order('down', `down-${id}`)) !== undefined;
    });
    await isOver('down', id);
  });

  it('is fetched once more if its worker was killed while it asked', async () => {
    await platform('PUT', 'shop-faults', { shop: 'killed', dropShare: 1 });
    await notify('killed', hidden);
    await waiting('killed', hidden);
    let isAsked = false;
    const hanging = createServer(() => void (isAsked = true)).listen(0, '127.0.0.1');
    await once(hanging, 'listening');
    await setAddress('killed', `http://127.0.0.1:${(hanging.address() as AddressInfo).port}`);
    await eventually(async () => {
      await afterThat('killed', hidden);
      return isAsked;
    });
    for (const pid of stack.endpoints().functions['thankflow-local-fetch-order'] ?? []) process.kill(pid, 'SIGKILL');
    await place('killed', { id: hidden });
    await setAddress('killed');
    hanging.close();
    hanging.closeAllConnections();
    await stack.invokeHousekeeping();
    expect(await thanked('killed', hidden)).toMatchObject({ state: 'posted' });
    await isOver('killed', hidden);
  });

  it('that the platform never has is left out', async () => {
    await notify('gone', hidden);
    await waiting('gone', hidden);
    await rows.waiting.change(keys.lookup('gone', hidden), (row) => ({
      ...row,
      since: new Date(Date.now() - 3_600_000).toISOString(),
    }));
    await afterThat('gone', hidden);
    await isOver('gone', hidden);
    expect(await stack.logs()).toContain("its platform doesn't have it");
  });
});
