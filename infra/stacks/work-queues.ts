import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { timeouts } from '../constructs/timeouts.ts';
import { WorkQueue, type WorkQueueProps } from '../constructs/work-queue.ts';
import { takesEvents } from './shopify-events.ts';

/** What all queues of a stage have in common. */
type Common = Pick<WorkQueueProps, 'stage' | 'alarmActions'>;

export function ordersQueue(scope: Construct, common: Common): WorkQueue {
  return new WorkQueue(scope, 'OrdersQueue', {
    ...common,
    name: 'orders',
    consumerTimeout: timeouts.thankCustomer,
    alarms: {
      deadLettersHeading: 'orders-dead-letters',
      deadLettersMean: 'At least one order failed for good: its customer gets no ThankU until somebody acts.',
      age: {
        heading: 'orders-queue-age',
        means: 'Orders come in faster than they are thanked, or are not thanked at all.',
        max: Duration.minutes(30),
      },
    },
  });
}

export function fetchesQueue(scope: Construct, common: Common): WorkQueue {
  return new WorkQueue(scope, 'FetchesQueue', {
    ...common,
    name: 'fetches',
    consumerTimeout: timeouts.fetchOrder,
    alarms: {
      subject: 'fetches',
      deadLettersHeading: 'orders-dead-letters',
      deadLettersMean: takesEvents(common.stage)
        ? 'At least one order that a webhook named could not be fetched from its platform, or an event of Shopify could not be taken: its customer gets no ThankU until somebody acts.'
        : 'At least one order that a webhook named could not be fetched from its platform: its customer gets no ThankU until somebody acts.',
      age: {
        heading: 'orders-queue-age',
        means: takesEvents(common.stage)
          ? 'Orders that webhooks name, and events of Shopify, come in faster than they are taken, or are not taken at all.'
          : 'Orders that webhooks name come in faster than they are fetched, or are not fetched at all.',
        max: Duration.minutes(30),
      },
    },
  });
}

export function noticesQueue(scope: Construct, common: Common): WorkQueue {
  return new WorkQueue(scope, 'NoticesQueue', {
    ...common,
    name: 'notices',
    consumerTimeout: timeouts.notifyShop,
    alarms: {
      deadLettersHeading: 'notices-dead-letters',
      deadLettersMean: "At least one of a shop's own systems was not told about an order, and isn't tried again.",
    },
  });
}

export function loyaltyQueue(scope: Construct, common: Common, credential: string): WorkQueue {
  return new WorkQueue(scope, `LoyaltyQueue-${credential}`, {
    ...common,
    name: `loyalty-${credential}`,
    consumerTimeout: timeouts.submitToThanx,
    alarms: {
      subject: credential,
      deadLettersHeading: 'loyalty-dead-letters',
      deadLettersMean: 'At least one Thanx receipt failed for good: its customer gets no loyalty credit.',
      age: {
        heading: 'loyalty-queue-age',
        means: "Receipts wait longer than Thanx's rate limits explain.",
        max: Duration.hours(2),
      },
    },
  });
}
