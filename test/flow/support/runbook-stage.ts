import { DeleteObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { PurgeQueueCommand } from '@aws-sdk/client-sqs';
import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import { expect } from 'vitest';
import type { ReceiptState } from '../../../lib/order/receipt/state.ts';
import type { ThankuState } from '../../../lib/order/thanku/state.ts';
import { applySettings } from '../../../lib/shops/apply-settings.ts';
import { controlKeys } from '../../../lib/store/control.ts';
import { eventually } from './eventually.ts';
import { troubles } from './troubles.ts';
import type { FlowStack } from './flow-stack.ts';
import { observe } from './observe.ts';
import { standardOrder } from './payloads.ts';
import { person } from './people.ts';
import { loyal, shopWith } from './shops.ts';
import { deliver } from './signed.ts';

export const shop = 'my-shop';
export const orderId = '1001';
export const pid = `${shop}-${orderId}`;
export const ordersTable = 'thankflow-local-orders';
export const settingsTable = 'thankflow-local-settings';
export const controlTable = 'thankflow-local-control';
export const customer = person();
const settingsWith = (thanku: object, thanx: object, others: object = {}) =>
  shopWith(shop, { ...thanku }, { ...loyal(shop, { ...thanx }), ...others });
/** The runbook's shop: a customer's order gets a ThankU, a receipt and, if it carries any, gift cards. */
export const settings = () => settingsWith({}, adding);
/** One of the shop's own systems. */
export const target = 'my-target';
export const adding = { giftCards: { providerId: 'prov-1' } };

export type RunbookStage = ReturnType<typeof runbookStage>;

/** The runbook's stage: its one shop, `my-shop`, and the order `my-shop-1001`, and ways to let it fail. */
export function runbookStage(stack: FlowStack) {
  const see = observe(stack);
  const { documents } = stack;
  const ofLogs = troubles(stack, shop);
  async function reset(): Promise<void> {
    await ofLogs.pass();
    await see.quiet();
    await Promise.all([stack.thanku('POST', '/_sandbox/reset'), stack.thanx('POST', '/_sandbox/reset')]);
    for (const { pk, sk } of await see.scan())
      await documents.send(new DeleteCommand({ TableName: ordersTable, Key: { pk, sk } }));
    for (const key of [
      { pk: `shop#${shop}`, sk: 'control' },
      { pk: 'thanx#main', sk: 'control' },
      { pk: 'thanx#main', sk: `shop#${shop}` },
      controlKeys.target(shop, target),
    ]) {
      await documents.send(new DeleteCommand({ TableName: controlTable, Key: key }));
    }
    const { queues, buckets } = stack.endpoints();
    for (const queue of ['orders-dlq', 'loyalty-main-dlq', 'notices-dlq']) {
      await stack.sqs.send(new PurgeQueueCommand({ QueueUrl: queues[`thankflow-local-${queue}`] }));
    }
    const [Bucket] = buckets;
    const { Contents = [] } = await stack.s3.send(new ListObjectsV2Command({ Bucket }));
    for (const { Key } of Contents) await stack.s3.send(new DeleteObjectCommand({ Bucket, Key }));
  }

  const apply = (thanku: object = {}, thanx: object = adding, others: object = {}) =>
    applySettings({ documents, settingsTable, controlTable, ordersTable }, settingsWith(thanku, thanx, others), {
      by: 'test',
      now: Date.now,
      // Whatever the test before left.
      replaceNewer: true,
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
    eventually(async () => expect(await see.order(shop, pid)).toMatchObject(isSo));
  const receiptRow = (isSo: Partial<ReceiptState>) =>
    eventually(async () => expect(await see.receipt(shop, pid)).toMatchObject(isSo));

  const lettersInstead = async (queue: string, ...messages: unknown[]) => {
    await stack.sqs.send(new PurgeQueueCommand({ QueueUrl: stack.endpoints().queues[`thankflow-local-${queue}`] }));
    for (const message of messages) await see.sendMessage(queue, message);
  };
  return {
    stack,
    troubles: ofLogs,
    see,
    reset,
    apply,
    heal,
    refuse,
    order,
    deliverOrder,
    thankuRow,
    receiptRow,
    lettersInstead,
  };
}
