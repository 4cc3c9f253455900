import { levelPublisher } from '../../functions/housekeeping/levels.ts';
import type { Ports } from '../../functions/housekeeping/ports.ts';
import { ofShop, sendMessage, sendMessages } from '../../lib/queue/send.ts';
import { ofPoll, wakeNotices, wakeUp } from '../../lib/queue/wake.ts';
import { dueEntries } from '../../lib/store/due.ts';
import { shopControl } from '../../lib/store/control.ts';
import { limitStore } from '../../lib/limit/limit-store.ts';
import { parking } from '../../lib/store/parked.ts';
import { countStops } from '../../lib/circuit/count-open.ts';
import { scopeReader } from '../../lib/circuit/read-scope.ts';
import { orderStore } from '../../lib/store/orders.ts';
import { currentRow } from '../../lib/stuck/current-row.ts';
import { names } from '../stage.ts';
import { telling, type Surroundings } from './surroundings.ts';

const wakeUpOf = ({ shop, pid }: { shop: string; pid: string }) => ofShop(wakeUp(shop, pid));

/** housekeeping's ports. */
export function housekeepingPorts({ kernel, aws, newId }: Surroundings): Ports {
  const { documents, sqs } = aws;
  const { now } = kernel;
  const telemetry = telling(kernel);
  const due = dueEntries(documents, names.orders);
  return {
    store: orderStore(documents, names.orders, newId),
    due: (kind, ...span) => (kind === 'lookup' ? nothingToFetch() : due(kind, ...span)),
    parking: parking(documents, names.orders, now, newId),
    control: shopControl(documents, names.control, newId),
    limits: limitStore(documents, names.control, newId),
    stopsOf: scopeReader(documents, names.control),
    credentials: [names.credential],
    sendEvent: (event) => sendMessage(sqs, names.ordersQueue, ofShop(event)),
    wakeFetches: () => Promise.reject(new Error('nothing has to be fetched')),
    wakeOrders: (orders) => sendMessages(sqs, names.ordersQueue, orders.map(wakeUpOf)),
    wakeReceipts: (_credential, orders) => sendMessages(sqs, names.loyaltyQueue, orders.map(wakeUpOf)),
    wakeNotices: wakeNotices(sqs, names.noticesQueue),
    pollReceipts: (_credential, messages) => sendMessages(sqs, names.loyaltyQueue, messages.map(ofPoll)),
    currentRow: currentRow(documents, names.orders),
    stopCounts: () => countStops(documents, names.control),
    quarantined: async () => 0,
    publishLevels: levelPublisher(telemetry, now),
    telemetry,
    newId,
    now,
    random: kernel.random.next,
  };
}

/** The webhooks of the simulator's shops contain their orders. */
async function* nothingToFetch() {}
