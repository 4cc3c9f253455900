import * as z from 'zod';
import { outgoingEvents } from '../lib/order/outgoing-event.ts';
import type { PartnerBooks } from '../local/partners/books.ts';
import type { Deviation } from './compare.ts';
import type { SoakOrder } from './plan.ts';

const eventOf = <Type extends keyof typeof outgoingEvents>(type: Type) =>
  z.object({ 'detail-type': z.literal(type), detail: outgoingEvents[type] });

const Event = z.discriminatedUnion('detail-type', [
  eventOf('Order Thanked'),
  eventOf('Order Failed'),
  eventOf('Order Reversed'),
  eventOf('Receipt Settled'),
]);
type Event = z.infer<typeof Event>;

/** The IDs in the partners' books. */
interface Named {
  thankus: readonly Pick<PartnerBooks['thankus'][number], 'pid' | 'id'>[];
  receipts: readonly Pick<PartnerBooks['receipts'][number], 'user_comments' | 'id'>[];
}

/**
 * Compares the events on the bus with the partners' books (docs/status-and-events.md). An event may come twice, and a settled receipt is
 * reported hours later.
 */
export function compareEvents(
  orders: readonly SoakOrder[],
  published: readonly unknown[],
  { thankus, receipts }: Named,
): Deviation[] {
  const read = published.map((event) => Event.safeParse(event));
  const events = read.flatMap(({ data }) => data ?? []);
  const byPid = Map.groupBy(events, ({ detail }) => detail.pid);
  const thankuIds = new Map(thankus.map(({ pid, id }) => [pid, id]));
  const receiptIds = new Map(receipts.map(({ user_comments: marker, id }) => [marker, id]));
  return [
    ...read.flatMap(({ error }) =>
      error ? [{ what: `an event is not as documented: ${z.prettifyError(error)}` }] : [],
    ),
    ...orders.flatMap((order) => {
      const ids = { thanku: thankuIds.get(order.pid), receipt: receiptIds.get(`${order.shop.id}/${order.pid}`) };
      const its = byPid.get(order.pid) ?? [];
      return [...its.flatMap((event) => untrue(order, event, ids)), ...unreported(order, its, ids)];
    }),
  ];
}

interface Ids {
  thanku: string | undefined;
  receipt: string | undefined;
}

/** ThankU doesn't always answer with an ID. */
const isOne = (said: string | undefined, booked: string | undefined): boolean =>
  booked !== undefined && (said === undefined || said === booked);

/** What an event says and the books don't. */
function untrue(order: SoakOrder, event: Event, { thanku, receipt }: Ids): Deviation[] {
  const { pid, story } = order;
  switch (event['detail-type']) {
    case 'Order Thanked': {
      const { simulated, thanku: said } = event.detail;
      if (simulated || isOne(said.id, thanku)) return [];
      return [{ order, what: `an event names the ThankU ${said.id} for ${pid} (${story}), ThankU has ${thanku}` }];
    }
    case 'Order Reversed': {
      const { kind, perhaps, thankuId } = event.detail;
      if (story === 'reversed' && kind === order.reversal && (perhaps === true || isOne(thankuId, thanku))) return [];
      return [{ order, what: `an event says that ${pid} (${story}) was ${kind} after its ThankU ${thankuId}` }];
    }
    case 'Receipt Settled': {
      const { state, receiptId } = event.detail;
      if (receiptId !== undefined && receiptId === receipt && state === 'applied') return [];
      return [
        { order, what: `an event says that the receipt ${receiptId} of ${pid} is ${state}, Thanx has ${receipt}` },
      ];
    }
    case 'Order Failed':
      return [];
  }
}

/** What is in the books and no event says. */
function unreported(order: SoakOrder, events: readonly Event[], { thanku }: Ids): Deviation[] {
  const { pid, story } = order;
  const isReported = (type: Event['detail-type']) => events.some((event) => event['detail-type'] === type);
  if (thanku === undefined) return [];
  if (story === 'paid' && !isReported('Order Thanked'))
    return [{ order, what: `no event says that ${pid} was thanked` }];
  if (story === 'reversed' && !isReported('Order Reversed')) {
    return [{ order, what: `no event says that ${pid} was ${order.reversal} after it was thanked` }];
  }
  return [];
}
