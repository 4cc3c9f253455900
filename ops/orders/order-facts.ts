import type { Part } from '../../lib/order/standing.ts';
import { customerLink } from '../../lib/partners/thanku/customer-link.ts';
import { hasBasket } from '../../lib/order/loyalty-plan.ts';
import type { Fact, Tone } from '../cli/facts.ts';
import { instant, instantOf } from '../cli/words.ts';
import { describeBasket, describeCards, describeReceipt, describeThanku, toneOf } from './describe-order.ts';
import { describeNotification, type Notification } from './notifications.ts';
import type { WholeOrder } from './read-order.ts';

/** What is to be known of an order, besides its key, number and amount. It contains nothing personal. */
export function factsOf(order: WholeOrder): Fact[] {
  const { rows, parts, notifications } = order;
  const { thanku, basket, giftCards } = rows;
  const { orderId, cause, impact, attempts, id, link, refunds } = thanku;
  const state = (part: Part, text: string) => ({ text, tone: toneOf(parts.find((one) => one.part === part)) });
  const gives = cause === undefined ? [] : [`${impact ?? ''} × ${cause}`];
  return [
    { name: 'platform', more: [`order ${orderId}`] },
    {
      name: 'ThankU',
      state: state('thanku', describeThanku(thanku)),
      more: [...gives, counted(attempts, 'attempt')],
    },
    ...(thanku.state === 'posted' && id !== undefined ? [{ name: '', link: customerLink({ id, link }) }] : []),
    ...(thanku.nameErased === true ? [{ name: '', more: [erased] }] : []),
    hasBasket(thanku)
      ? { name: 'basket', state: state('basket', describeBasket(rows)) }
      : { name: 'receipt', state: state('receipt', describeReceipt(rows)) },
    ...(basket?.refundable === undefined
      ? []
      : [{ name: '', more: [`refunds are sent to Thanx until ${instant(basket.refundable.until)}`] }]),
    ...(giftCards === undefined ? [] : [{ name: 'gift cards', more: [describeCards(giftCards)] }]),
    ...notifications.map((one, index) => ({
      name: index === 0 ? 'notified' : '',
      text: `${one.target}, ${one.event}:`,
      state: { text: describeNotification(one), tone: toneOfNotification(one) },
    })),
    ...(refunds === undefined
      ? []
      : [{ name: 'refunds', more: [Object.values(refunds).map(describeRefund).join(', ')] }]),
    { name: 'data', more: [describeData(order)] },
  ];
}

/** Operators still need the link, to ask ThankU to delete the page. */
const erased = 'its customer was erased: neither customers nor shops get its links any more';

function toneOfNotification({ state, waitsFor }: Notification): Tone {
  if (state === 'failed') return 'bad';
  if (waitsFor !== undefined) return 'warn';
  return state === 'delivered' ? 'good' : 'calm';
}

function describeData({ dataKept, keptUntil, rows }: WholeOrder): string {
  if (dataKept) return `kept${keptUntil === undefined ? '' : ` until ${instantOf(keptUntil)}, for a repair`}`;
  return rows.thanku.settledAt === undefined
    ? 'gone: nothing can be sent any more'
    : 'deleted, because it is no longer needed';
}

/** `0` in the row: already deducted before the claim. `?`: the platform didn't say how much. */
const describeRefund = (amount: string): string =>
  amount === '0' ? 'one before the claim' : amount === '?' ? 'one of unknown size' : amount;

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;
