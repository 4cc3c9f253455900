import { names, partnerTimeoutMs, retryBaseSeconds } from '../stage.ts';
import { telling, type Surroundings } from './surroundings.ts';
import { customerStore } from '../../lib/store/orders.ts';
import type { Publish } from '../../lib/queue/event-bus.ts';

/** The ports that thank-customer and submit-to-thanx have in common. */
export function workerPorts({ kernel, aws, newId, customers, publish }: Surroundings) {
  return {
    store: customerStore(aws.documents, names.orders, customers, newId),
    publish: async ({ type, detail }: Parameters<Publish>[0]) => {
      await kernel.turn(`publishes ${type}`);
      publish(type, 'pid' in detail ? detail.pid : detail.shop);
    },
    telemetry: telling(kernel),
    now: kernel.now,
    random: kernel.random.next,
    simulateAll: false,
    partnerTimeoutMs,
    retryBaseSeconds,
  };
}
