import { DeleteObjectCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { PurgeQueueCommand } from '@aws-sdk/client-sqs';
import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { expect } from 'vitest';
import * as z from 'zod';
import type { ReceiptState } from '../../../lib/order/receipt-state.ts';
import type { ThankuState } from '../../../lib/order/thanku-state.ts';
import { quarantined, quarantineKey } from '../../../lib/quarantine/entry.ts';
import { secretNames } from '../../../lib/secrets/secrets.ts';
import { applySettings } from '../../../lib/shops/apply-settings.ts';
import { credentialControl, fixedTokenControl, shopControl, type Hold } from '../../../lib/store/control.ts';
import { keys } from '../../../lib/store/keys.ts';
import type { StuckCode } from '../../../lib/stuck/reasons.ts';
import { orderWith } from '../../lib/order/support.ts';
import { eventually } from './eventually.ts';
import type { FlowStack } from './flow-stack.ts';
import { observe } from './observe.ts';
import { standardOrder } from './payloads.ts';
import { person } from './people.ts';
import { plant } from './planted-cards.ts';
import { loyal, shopWith } from './shops.ts';
import { deliver } from './signed.ts';

export const shop = 'my-shop';
const orderId = '1001';
export const pid = `${shop}-${orderId}`;
const [ordersTable, controlTable] = ['thankflow-local-orders', 'thankflow-local-control'];
const customer = person();

const settingsWith = (thanku: object, thanx: object) => shopWith(shop, { ...thanku }, loyal(shop, { ...thanx }));
/** The runbook's shop: a customer's order gets a ThankU, a receipt and, if it carries any, gift cards. */
export const settings = () => settingsWith({}, adding);
const adding = { giftCards: { providerId: 'prov-1' } };

/** The runbook's stage: one shop, `my-shop`, and its order `my-shop-1001`, which can be made to be stuck for any reason. */
export function runbookWorld(stack: FlowStack) {
  const see = observe(stack);
  const { documents } = stack;
  const hourAgo = () => Date.now() - 3_600_000;
  const inAnHour = () => Date.now() + 3_600_000;
  const thankuKey = keys.thanku(shop, pid);
  const receiptKey = keys.receipt(shop, pid);

  async function reset(): Promise<void> {
    await see.quiet();
    await Promise.all([stack.thanku('POST', '/_sandbox/reset'), stack.thanx('POST', '/_sandbox/reset')]);
    for (const { pk, sk } of await see.scan())
      await documents.send(new DeleteCommand({ TableName: ordersTable, Key: { pk, sk } }));
    for (const key of [
      { pk: `shop#${shop}`, sk: 'control' },
      { pk: 'thanx#main', sk: 'control' },
      { pk: 'thanx#main', sk: `shop#${shop}` },
    ]) {
      await documents.send(new DeleteCommand({ TableName: controlTable, Key: key }));
    }
    const { queues, buckets } = stack.endpoints();
    for (const queue of ['orders-dlq', 'loyalty-main-dlq']) {
      await stack.sqs.send(new PurgeQueueCommand({ QueueUrl: queues[`thankflow-local-${queue}`] }));
    }
    const [Bucket] = buckets;
    const { Contents = [] } = await stack.s3.send(new ListObjectsV2Command({ Bucket }));
    for (const { Key } of Contents) await stack.s3.send(new DeleteObjectCommand({ Bucket, Key }));
  }

  const apply = (thanku: object = {}, thanx: object = adding) =>
    applySettings({ documents, settingsTable: 'thankflow-local-settings', controlTable }, settingsWith(thanku, thanx), {
      by: 'test',
      now: Date.now,
    });
  const heal = () =>
    Promise.all([stack.thanku('DELETE', '/_sandbox/faults'), stack.thanx('DELETE', '/_sandbox/faults')]);
  const refuse = (partner: 'thanku' | 'thanx', more: object = {}) =>
    stack[partner]('POST', '/_sandbox/faults', {
      fault: 'status',
      status: 400,
      body: JSON.stringify({ error: 'invalid_data', message: 'not like this' }),
      ...more,
    });
  const order = (differs: object = {}) => standardOrder(orderId, customer, { number: `#${orderId}`, ...differs });
  const deliverOrder = (differs: object = {}) =>
    deliver(
      stack.endpoints().shops.find(({ id }) => id === shop)!,
      order(differs),
    );

  const thankuRow = (isSo: Partial<ThankuState>) =>
    eventually(async () => expect(await see.order(shop, pid)).toMatchObject(isSo), { timeoutMs: 20_000 });
  const receiptRow = (isSo: Partial<ReceiptState>) =>
    eventually(async () => expect(await see.receipt(shop, pid)).toMatchObject(isSo), { timeoutMs: 20_000 });

  async function thanked() {
    await deliverOrder();
    await see.settled(shop, pid);
  }
  async function refusedByThanku() {
    await refuse('thanku');
    await deliverOrder();
    await thankuRow({ state: 'failed', dueKind: 'stuck' });
    await see.quiet();
    await heal();
  }
  async function refusedByThanx(reason = 'rejected') {
    await refuse('thanx', { path: '/receipts', method: 'POST' });
    await deliverOrder();
    await receiptRow({ state: 'rejected', dueKind: 'stuck' });
    await see.quiet();
    await heal();
    await see.store.receipt.change(receiptKey, (row) => ({ ...row, reason }));
    await lettersInstead('loyalty-main-dlq', { key: `${shop}/${pid}`, reason });
  }
  async function unanswered(changes: Partial<ReceiptState>) {
    await stack.thanx('POST', '/_sandbox/faults', { fault: 'reset-before', path: '/receipts', method: 'POST' });
    await deliverOrder();
    await receiptRow({ state: 'unknown' });
    await see.quiet();
    await heal();
    const past = hourAgo();
    await see.store.receipt.change(receiptKey, ({ attempt, ...row }) => ({
      ...row,
      ...(attempt && { attempt: { ...attempt, sendBy: past, deadAt: past } }),
      dueKind: 'stuck' as const,
      dueAt: past,
      ...changes,
    }));
  }
  /** What waits for its next attempt, and no message knows of it. */
  async function waiting({ dueAt, notBefore }: { dueAt: number; notBefore: number }) {
    await refusedByThanku();
    await lettersInstead('orders-dlq');
    await see.store.thanku.change(thankuKey, ({ reason: _, announced: __, ...row }) => ({
      ...row,
      state: 'waiting' as const,
      notBefore,
      dueKind: 'thanku' as const,
      dueAt,
    }));
  }
  async function lettersInstead(queue: string, ...messages: unknown[]) {
    await stack.sqs.send(new PurgeQueueCommand({ QueueUrl: stack.endpoints().queues[`thankflow-local-${queue}`] }));
    for (const message of messages) await see.sendMessage(queue, message);
  }
  const held = (reason: Hold['reason']): Hold => ({ reason, since: new Date(hourAgo()).toISOString() });
  const brake = { reason: 'wrong prices', by: 'local:ada', since: new Date(hourAgo()).toISOString() };
  const holdShop = (changes: object) =>
    shopControl(documents, controlTable)(shop).change((state) => ({ ...state, ...changes }));
  const holdCredential = (changes: object) =>
    credentialControl(documents, controlTable, 'main').change((state) => ({ ...state, ...changes }));
  const paidEvent = () => ({
    type: 'paid' as const,
    shop,
    at: new Date().toISOString(),
    order: orderWith({ orderId, customer }),
  });
  const exportEvent = { type: 'export', shop, at: new Date().toISOString(), customer: { id: customer.id } };

  const arrange: Record<StuckCode, () => Promise<unknown>> = {
    'parked-too-long': () =>
      documents.send(
        new PutCommand({
          TableName: ordersTable,
          Item: {
            ...keys.parked('p1'),
            event: paidEvent(),
            dueKind: 'parked',
            dueAt: hourAgo(),
            version: 1,
            writer: 'x',
          },
        }),
      ),
    overdue: () => waiting({ dueAt: hourAgo(), notBefore: inAnHour() }),
    'dead-event': () => see.sendMessage('orders-dlq', paidEvent()),
    quarantined: async () => {
      const webhook = { headers: {}, url: 'https://example.com/webhooks/my-shop', body: Buffer.from(order()) };
      const entry = quarantined(webhook, {
        id: crypto.randomUUID(),
        shop,
        platform: 'standard',
        receivedAtMs: Date.now(),
        reason: 'data.amount: expected a decimal',
        readHeaders: [],
      });
      const [Bucket] = stack.endpoints().buckets;
      await stack.s3.send(new PutObjectCommand({ Bucket, Key: quarantineKey(entry), Body: JSON.stringify(entry) }));
    },
    'shop-held-failures': async () => {
      await refusedByThanku();
      await holdShop({ hold: held('failures') });
    },
    'shop-held-token': () => holdShop({ hold: held('unauthorized') }),
    'shop-held-moved': () => holdShop({ hold: held('moved') }),
    'credential-held-secret': () => holdCredential({ hold: held('unauthorized') }),
    'credential-held-moved': () => holdCredential({ hold: held('moved') }),
    'user-token-held': async () => {
      await apply({}, { members: 'token' });
      await fixedTokenControl(documents, controlTable, 'main')(shop).change(() => ({ hold: held('no-secret') }));
    },
    'brake-shop': () => holdShop({ thankuBrake: brake, thanxBrake: brake }),
    'brake-credential': () => holdCredential({ brake }),
    'thanku-rejected': async () => {
      await apply({ impact: { fixed: 2 } });
      await refusedByThanku();
    },
    'thanku-gave-up': async () => {
      await refusedByThanku();
      await see.store.thanku.change(thankuKey, (row) => ({ ...row, reason: 'gave-up' }));
      await lettersInstead('orders-dlq', { key: `${shop}/${pid}`, reason: 'gave-up' });
    },
    'receipt-unknown-twice': () => unanswered({ resends: 1 }),
    'receipt-unknown-not-looked-up': () => unanswered({ reason: 'not-looked-up' }),
    'receipt-unknown-erased': async () => {
      await unanswered({ reason: 'erased' });
      await see.store.payload.delete(keys.payload(shop, pid));
    },
    'receipt-rejected': async () => {
      await apply({}, { ...adding, paymentType: 'cash' });
      await refusedByThanx();
    },
    'receipt-unauthorized': () => refusedByThanx('unauthorized'),
    'receipt-not-a-member': () => refusedByThanx('not-a-member'),
    'receipt-gave-up': () => refusedByThanx('gave-up'),
    'gift-card-rejected': async () => {
      await refuse('thanx', { path: '/gift_cards', method: 'POST' });
      await deliverOrder({ giftCards: [plant()] });
      await eventually(
        async () =>
          expect(await see.store.giftCards.get(keys.giftCards(shop, pid))).toMatchObject({ dueKind: 'stuck' }),
        { timeoutMs: 20_000 },
      );
      await see.quiet();
      await heal();
    },
    'export-requested': async () => {
      await see.sendMessage('orders', exportEvent);
      await eventually(async () =>
        expect(await see.scan()).toContainEqual(expect.objectContaining({ dueKind: 'stuck' })),
      );
    },
    'erased-named': async () => {
      await thanked();
      await see.sendMessage('orders', { ...exportEvent, type: 'erase' });
      await eventually(async () =>
        expect(await see.scan()).toContainEqual(expect.objectContaining({ dueKind: 'stuck' })),
      );
    },
    'dead-wake-up': async () => {
      await waiting({ dueAt: inAnHour(), notBefore: hourAgo() });
      await see.sendMessage('orders-dlq', { type: 'wake', shop, pid });
    },
    'letter-unreadable': () => see.sendMessage('orders-dlq', { hello: 'there' }),
    'letter-left-over': async () => {
      await thanked();
      await see.sendMessage('orders-dlq', { key: `${shop}/${pid}`, reason: 'gave-up' });
    },
  };

  /** What the stage's secrets hold, as the commands that put them ask for it. */
  async function secretLines(name: string): Promise<string> {
    const { SecretString = '' } = await stack.secrets.send(new GetSecretValueCommand({ SecretId: name }));
    const secret = z.record(z.string(), z.string()).parse(JSON.parse(SecretString));
    return Object.values(secret).join('\n');
  }
  return {
    customerId: customer.id,
    order,
    thanked,
    /** Makes the stage as new, and one thing on it stuck. */
    async arrange(code: StuckCode) {
      await reset();
      await apply();
      await arrange[code]();
    },
    /** Makes the stage as new, with the order thanked. */
    async healthy() {
      await reset();
      await apply();
      await thanked();
    },
    /** What is piped into a command that asks for secrets: those that are there already. */
    async stdinFor(words: readonly string[]): Promise<string> {
      if (words[0] !== 'secrets') return '';
      const names: Record<string, string> = {
        webhook: secretNames.webhook('local', shop),
        thanku: secretNames.thanku('local', shop),
        thanx: secretNames.thanx('local', 'main'),
      };
      const name = names[words[2] ?? ''];
      return name === undefined ? 'a-user-token-0123456789' : await secretLines(name);
    },
  };
}
