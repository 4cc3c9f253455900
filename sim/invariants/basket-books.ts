import { keys, thankuSk } from '../../lib/store/keys.ts';
import { refundedOf } from '../order-data.ts';
import type { PlannedOrder } from '../plan.ts';
import { isInBasketsMode } from '../settings.ts';
import { names } from '../stage.ts';
import { firstOf, isErasedEver, plannedOf, type Invariant, type Seen, type StageBooks } from './invariant.ts';
import { basketRows, heldIn, rowOf, thankuRows, type OrderRow } from './rows.ts';

const cents = (amount = '0'): number => Math.round(Number(amount) * 100);

const bookedOf = ({ programme }: StageBooks, { shop, pid }: Pick<OrderRow, 'shop' | 'pid'>) =>
  programme.loyalty.baskets.get(`${shop}.${pid}`);

/** For thirty days, a person was shown a refused one. */
const isRefused = ({ state }: OrderRow): boolean => state === 'rejected' || state === 'refund-failed';

/** What Thanx must have of a basket, as its row says. */
function wrongWith(row: OrderRow, world: StageBooks): string | undefined {
  const booked = bookedOf(world, row);
  const { pid, state, subtotal, refunded, begun, refundMissed, reason, maybeBilled } = row;
  const [billed, returned] = [booked?.billed, booked?.refunded ?? 0];
  const says = `${pid} is ${state} (${refunded ?? 0} of ${subtotal}), and Thanx has ${billed ?? 'nothing'} and took ${returned} back`;
  switch (state) {
    case 'billed': {
      // Nobody heard what became of the last refund before its time was over.
      const isMissed = refundMissed !== undefined && returned === cents(begun);
      return billed === cents(subtotal) && (returned === cents(refunded) || isMissed) ? undefined : says;
    }
    case 'refunded':
      // Nobody knew whether it had been billed.
      return (billed === undefined || billed === cents(subtotal)) && returned === cents(subtotal) ? undefined : says;
    case 'skipped':
      return booked === undefined || (reason === 'erased' && maybeBilled === true) ? undefined : says;
    case 'rejected':
      return billed === undefined || maybeBilled === true ? undefined : says;
    default:
      return undefined;
  }
}

/** How much of an order's subtotal must have been taken back at least, and at most, in cents, as its shop has reported. */
function reportedOf({ taken }: Seen<StageBooks>, order: PlannedOrder, subtotal: number): [least: number, most: number] {
  const its = taken.filter((one) => one.order === order);
  const whole = cents(order.amount);
  const shareOf = (reported: typeof its): number => {
    const refunded = Math.round(refundedOf({ happens: reported.map(({ happening }) => happening) }) * 100);
    return Math.floor((subtotal * Math.min(whole, refunded)) / whole);
  };
  // Ingest may have queued what it couldn't answer.
  return [shareOf(its.filter(({ status }) => status === 200)), shareOf(its)];
}

/** What the books alone show. */
export const basketBookInvariants: Invariant<StageBooks>[] = [
  {
    name: 'baskets-agree',
    promise: 'In the end, Thanx has of each basket exactly what its row says.',
    atTheEnd: ({ world }) => firstOf(basketRows(world), (row) => wrongWith(row, world)),
  },
  {
    name: 'baskets-settle',
    promise: 'In the end, every basket is billed, refunded or skipped, or a person was notified.',
    atTheEnd({ world }) {
      const isHeld = heldIn(world);
      return firstOf(basketRows(world), (row) =>
        ['billed', 'refunded', 'skipped'].includes(row.state) || isRefused(row) || isHeld(row.shop)
          ? undefined
          : `the basket of ${row.pid} is ${row.state} in the end`,
      );
    },
  },
  {
    name: 'orders-keep-their-mode',
    endsWithRestore: true,
    promise: 'An order gets a receipt or a basket, as its claim says, and never both.',
    atTheEnd({ world }) {
      const receipts = new Set(world.programme.receipts.map(({ marker }) => marker));
      return firstOf(thankuRows(world), ({ shop, pid, receipt, receiptReason }) => {
        const [hasReceipt, hasBasket] = (['receipt', 'basket'] as const).map(
          (what) => world.table.get(names.orders, keys[what](shop, pid)) !== undefined,
        );
        if (hasReceipt === true && hasBasket === true) return `${pid} has a receipt and a basket`;
        if (receipts.has(`${shop}/${pid}`) && bookedOf(world, { shop, pid }) !== undefined)
          return `Thanx has a receipt and a basket of ${pid}`;
        const isOther = receiptReason === 'basket' ? hasReceipt : hasBasket;
        return receipt !== 'none' && isOther === true ? `${pid} was claimed for the other mode` : undefined;
      });
    },
  },
  {
    name: 'points-are-the-orders',
    endsWithRestore: true,
    promise: 'In the end, a customer has points for what they paid and kept, unless a person was notified.',
    atTheEnd(seen) {
      const { world, plan } = seen;
      return firstOf(basketRows(world), (row) => {
        const { shop, pid, orderId = '', state, refundMissed, reason } = row;
        const order = plannedOf(plan, pid);
        if (order === undefined || isRefused(row) || plan.reconciled.some((one) => one.shop === shop)) return undefined;
        const booked = bookedOf(world, row);
        const thanku = rowOf(world, shop, orderId, thankuSk);
        const isReversed = thanku?.reversed !== undefined && !isOfErasure(thanku.reversed);
        const points = (booked?.billed ?? 0) - (booked?.billed === undefined ? 0 : booked.refunded);
        const subtotal = cents(row.subtotal);
        const [least, most] = isReversed ? [subtotal, subtotal] : reportedOf(seen, order, subtotal);
        const due = subtotal - least;
        if ((points <= due && points >= subtotal - most) || (state === 'skipped' && reason === 'erased'))
          return undefined;
        // It wasn't given, and nothing shows that the customer paid it again.
        if (points < due && (isReinstated(order) || reason === 'not-a-member')) return undefined;
        if (points > due && refundMissed !== undefined) return undefined;
        return `the customer of ${pid} has ${points} cents of ${due} (${state}, ${reason ?? 'no reason'})`;
      });
    },
  },
  {
    name: 'baskets-are-begun',
    endsWithRestore: true,
    promise: 'In the end, each paid order of a member has its basket, if its shop has always been in baskets mode.',
    atTheEnd({ world, plan }) {
      return firstOf(thankuRows(world), ({ shop, pid, receipt, receiptReason, dueKind, state }) => {
        const order = plannedOf(plan, pid);
        const mode = plan.shops.find(({ id }) => id === shop)?.baskets;
        if (order === undefined || order.isTest || order.goods === undefined || isErasedEver(plan, order))
          return undefined;
        if (!isInBasketsMode(mode, 0) || !isInBasketsMode(mode, world.kernel.nowMs)) return undefined;
        // It was reversed before it was claimed, or before its basket began.
        const isReversed = receiptReason === 'basket' || reversals.has(String(receiptReason));
        if (receipt === 'none' && (state === 'early' || isReversed)) return undefined;
        if (receiptReason !== 'basket') return `${pid} has no basket (${receiptReason ?? 'no reason'})`;
        const isThere = world.table.get(names.orders, keys.basket(shop, pid)) !== undefined;
        return isThere || dueKind === 'stuck' || state === 'held' || heldIn(world)(shop)
          ? undefined
          : `the basket of ${pid} was never begun`;
      });
    },
  },
  {
    name: 'baskets-are-told',
    promise:
      'In the end, that a basket was billed, and how much was refunded, was published; a refusal left a dead letter.',
    atTheEnd({ world }) {
      const letters = world.queues.waiting(names.loyaltyDlq);
      return firstOf(basketRows(world), (row) => {
        const { pid, state, refunded } = row;
        if (isRefused(row))
          return letters.some(({ body }) => body.includes(`${pid}"`))
            ? undefined
            : `the basket of ${pid} is ${state}, and no dead letter says so`;
        if (state !== 'billed' && state !== 'refunded') return undefined;
        const isTold = world.events.some(
          (event) => event.type === 'Basket Updated' && event.pid === pid && event.refundedSubtotal === refunded,
        );
        return isTold ? undefined : `${pid} is ${state} (${refunded ?? 'nothing'} refunded), and nobody was told`;
      });
    },
  },
];

const reversals: ReadonlySet<string> = new Set(['cancelled', 'refunded', 'unpaid']);
const isReinstated = ({ happens }: PlannedOrder): boolean => happens.some(({ kind }) => kind === 'reinstated');
const isOfErasure = (reversed: unknown): boolean => JSON.stringify(reversed).includes('"erased"');
