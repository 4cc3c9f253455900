import type { Mail } from '../partners/systems/system.ts';
import { plannedOf, type Invariant } from './invariant.ts';

const pidOf = ({ shop, orderId }: { shop: string; orderId: string }) => `${shop}-${orderId}`;

/** What customers find in their mailboxes. */
export const mailInvariants: Invariant[] = [
  {
    name: 'mailed-once',
    promise: 'A customer is mailed at most once about an order by WooCommerce, and at most once by Klaviyo.',
    always({ world }) {
      const { mails } = world.systems;
      const last = mails.at(-1);
      const isSame = (one: Mail) => one.by === last?.by && one.shop === last.shop && one.orderId === last.orderId;
      return last !== undefined && mails.filter(isSame).length > 1
        ? `${last.by} has mailed the customer of ${pidOf(last)} twice`
        : undefined;
    },
  },
  {
    name: 'mailed-for-a-reason',
    promise: 'No worker that begins after an order was simulated, reversed or erased has its customer mailed.',
    always({ world, plan }) {
      const last = world.systems.mails.at(-1);
      if (last === undefined) return undefined;
      const pid = pidOf(last);
      const order = plannedOf(plan, pid);
      if (order?.isTest === true) return `the customer of the test order ${pid} was mailed`;
      const reversedMs = world.reversedSinceMs.get(pid);
      return reversedMs !== undefined && last.begunMs > reversedMs
        ? `the customer of ${pid} was mailed by a worker that began ${last.begunMs - reversedMs} ms after the order was reversed`
        : undefined;
    },
  },
];
