import { DeleteMessageCommand } from '@aws-sdk/client-sqs';
import { OrdersMessage, WakeNotices } from '../lib/order/event.ts';
import { LoyaltyMessage } from '../lib/order/loyalty-message.ts';
import { aboutMessage } from '../lib/order/about-message.ts';
import { consume } from '../lib/queue/consume.ts';
import { thankCustomer } from '../functions/thank-customer/thank-customer.ts';
import { waitForVersion } from '../functions/thank-customer/wait-for-person.ts';
import { handleMessage } from '../functions/submit-to-thanx/handle-message.ts';
import { notifyShop } from '../functions/notify-shop/notify-shop.ts';
import type { Kernel } from './kernel/kernel.ts';
import { sqsFunction } from './aws/lambda.ts';
import type { SqsModel } from './aws/sqs.ts';
import type { Faults } from './faults.ts';
import { ordersPorts } from './ports/orders.ts';
import { loyaltyPorts } from './ports/loyalty.ts';
import { noticesPorts } from './ports/notices.ts';
import type { ShopSystems } from './partners/systems/systems.ts';
import { telling, type Surroundings } from './ports/surroundings.ts';
import { names, simTimeouts } from './stage.ts';
import type { watchAsks } from './watched-asks.ts';
import type { watchEnds } from './watched-ends.ts';
import type { watchReceipts } from './watched-receipts.ts';

const mostSkewMs = 50;

/** How many messages the functions handle at the same time. */
export const workers = {
  thankCustomer: { concurrency: 3, batchSize: 2 },
  submitToThanx: { concurrency: 2, batchSize: 2 },
  notifyShop: { concurrency: 2, batchSize: 1 },
};

interface Around {
  surroundings: Surroundings & { kernel: Kernel };
  faults: () => Faults;
  queues: SqsModel;
  ends: ReturnType<typeof watchEnds>;
  receipts: ReturnType<typeof watchReceipts>;
  asks: ReturnType<typeof watchAsks>;
  systems: ShopSystems;
  /** Before how many receives some messages of the queue are given up, from 0 to 1: functions have crashed on them too often. */
  crashing: { share: number };
  /** Whether no invocation begins. */
  isOut: () => boolean;
  /** Told each warning and error. */
  said: (message: string) => void;
  /** Told the messages that a worker had when it was killed. */
  died: (bodies: readonly string[]) => void;
}

/** The functions that work on queues. */
export function stageFunctions({
  surroundings,
  faults,
  queues,
  ends,
  receipts,
  asks,
  systems,
  crashing,
  isOut,
  said,
  died,
}: Around) {
  const { kernel, aws, connectToThanku, newId } = surroundings;
  const { random } = kernel;
  const common = { telemetry: telling(kernel, said), about: aboutMessage, sqs: aws.sqs };
  const functionOf = (url: string, timeoutMs: number) => ({
    timeoutMs,
    receive: (most: number) => {
      if (random.chance(crashing.share)) queues.wearOut(url, () => random.chance(0.5));
      return queues.receive(url, most);
    },
    died,
    deliverAgain: (messageId: string) => void queues.duplicate(messageId),
    remove: ({ receiptHandle }: { receiptHandle: string }) =>
      void queues.execute(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: receiptHandle })),
    hasMessages: () => !isOut() && (queues.nextVisibleAtMs(url) ?? Number.POSITIVE_INFINITY) <= kernel.nowMs,
  });
  const thankCustomers = {
    ...functionOf(names.ordersQueue, simTimeouts.thankCustomerMs),
    name: 'thank-customer',
    ...workers.thankCustomer,
    coldStart() {
      const worker = asks.worker(connectToThanku, newId);
      const ports = ordersPorts(surroundings, worker);
      return consume({
        ...common,
        queueUrl: names.ordersQueue,
        visibilityTimeoutSeconds: (6 * simTimeouts.thankCustomerMs) / 1000,
        schema: OrdersMessage,
        keepUnknown: (message) => waitForVersion(ports, message),
        decide: (message, remainingMs) => {
          worker.begins();
          return ends.ofOrders(message, worker, () => thankCustomer(ports, message, remainingMs));
        },
      });
    },
  };
  const submitToThanx = {
    ...functionOf(names.loyaltyQueue, simTimeouts.submitToThanxMs),
    name: 'submit-to-thanx',
    ...workers.submitToThanx,
    coldStart() {
      const ports = loyaltyPorts(surroundings);
      return consume({
        ...common,
        queueUrl: names.loyaltyQueue,
        visibilityTimeoutSeconds: (6 * simTimeouts.submitToThanxMs) / 1000,
        schema: LoyaltyMessage,
        decide: (message, remainingMs) =>
          message.type === 'wake'
            ? receipts.during(message.pid, () => handleMessage(ports, message, remainingMs))
            : handleMessage(ports, message, remainingMs),
      });
    },
  };
  const notifyShops = {
    ...functionOf(names.noticesQueue, simTimeouts.notifyShopMs),
    name: 'notify-shop',
    ...workers.notifyShop,
    coldStart() {
      const caller = systems.caller();
      const ports = noticesPorts(surroundings, caller);
      return consume({
        ...common,
        queueUrl: names.noticesQueue,
        visibilityTimeoutSeconds: (6 * simTimeouts.notifyShopMs) / 1000,
        schema: WakeNotices,
        decide: (message, remainingMs) => {
          caller.begins();
          return notifyShop(ports, message, remainingMs);
        },
      });
    },
  };
  return [thankCustomers, submitToThanx, notifyShops].map((fn) => sqsFunction(kernel, faults, fn, mostSkewMs));
}
