import { impactOf } from '../../lib/order/thanku/impact.ts';
import type { ShopSettings } from '../../lib/shops/settings.ts';
import type { ThankuSettings } from '../../lib/shops/thanku-settings.ts';
import { sampleOrders } from './sample-orders.ts';
import { instantOf, number } from '../cli/words.ts';

/** What new settings would do that is allowed, and has large consequences. */
export interface ChangeWarning {
  path: readonly string[];
  message: string;
}

/**
 * What to look at before settings are put in force.
 * @param before those in force; `undefined` for a new shop, or where nobody can say
 */
export function changeWarnings(before: ShopSettings | undefined, after: ShopSettings, nowMs: number): ChangeWarning[] {
  const warnings = notYet(after, nowMs);
  if (before === undefined) return warnings;
  return [
    ...warnings,
    ...earlier(before, after),
    ...removedKeys(before, after),
    ...impactJump(before.thanku, after.thanku),
    ...changed(before, after),
  ];
}

function notYet({ ordersPaidFrom }: ShopSettings, nowMs: number): ChangeWarning[] {
  if (Date.parse(ordersPaidFrom) <= nowMs) return [];
  const message = `this is in the future: no order that is paid before ${instantOf(ordersPaidFrom)} is ever thanked`;
  return [{ path: ['ordersPaidFrom'], message }];
}

/** An edit of an old order is enough for its platform to send it as paid. */
function earlier(before: ShopSettings, after: ShopSettings): ChangeWarning[] {
  if (after.ordersPaidFrom >= before.ordersPaidFrom) return [];
  const message = `this was ${instantOf(before.ordersPaidFrom)}: older orders are now thanked too, when their platform sends them again`;
  return [{ path: ['ordersPaidFrom'], message }];
}

function removedKeys(before: ShopSettings, after: ShopSettings): ChangeWarning[] {
  const removed = before.statusKeys.filter((hash) => !after.statusKeys.includes(hash));
  return removed.map((hash) => ({
    path: ['statusKeys'],
    message: `the status key ${hash.slice(0, 'sha256:'.length + 8)}… is removed: whoever uses it gets 401 within a minute`,
  }));
}

const jump = 10;

const unit = ({ use100Grams }: ThankuSettings): number => (use100Grams === true ? 0.1 : 1);

/** What orders give, at least ten times as much or as little as before. Of units and currencies that differ, `changed` tells. */
function impactJump(before: ThankuSettings, after: ThankuSettings): ChangeWarning[] {
  if (before.cause !== after.cause || isOtherCurrency(before, after)) return [];
  for (const { what, order } of sampleOrders(after)) {
    const [was, is] = [impactOf(order, before.impact) * unit(before), impactOf(order, after.impact) * unit(after)];
    if (is < was * jump && was < is * jump) continue;
    const text = `${what === 'usual' ? 'a usual order' : `an order such as “${what}”`} (${order.amount} ${order.currency})`;
    const message = `${text} gives ${number(is)} instead of ${number(was)}: check the amount`;
    return [{ path: ['thanku', 'impact'], message }];
  }
  return [];
}

type Value = string | boolean | undefined;

/** Single values whose change is easily overlooked. */
function changed(before: ShopSettings, after: ShopSettings): ChangeWarning[] {
  const rows: [path: string, was: Value, is: Value, consequence: string][] = [
    ['platform', before.platform, after.platform, "put the new platform's webhook secret"],
    ['platformShopId', before.platformShopId, after.platformShopId, 'webhooks that name another shop are quarantined'],
    ['thanku.slug', before.thanku.slug, after.thanku.slug, 'another wallet pays from now on'],
    [
      'thanku.thankuOrderId',
      before.thanku.thankuOrderId,
      after.thanku.thankuOrderId,
      'check it with ThankU: a wrong one has every order refused',
    ],
    ['thanku.cause', before.thanku.cause, after.thanku.cause, 'check that the messages and the impact suit it'],
    [
      'thanku.simulate',
      before.thanku.simulate,
      after.thanku.simulate,
      after.thanku.simulate ? 'no customer is thanked, not even later' : 'orders spend money from now on',
    ],
    [
      'thanx.credential',
      before.thanx?.credential,
      after.thanx?.credential,
      'new receipts are sent with another credential',
    ],
    ['thanx.merchantId', before.thanx?.merchantId, after.thanx?.merchantId, 'new receipts go to another merchant'],
    [
      'thanx.members',
      before.thanx?.members,
      after.thanx?.members,
      after.thanx?.members === 'token'
        ? 'one member gets the points of all orders'
        : "each customer's own account gets the points",
    ],
    ['thanx.currency', before.thanx?.currency, after.thanx?.currency, 'orders in any other currency get no receipt'],
  ];
  const thanx = before.thanx !== undefined && after.thanx !== undefined;
  const found = rows
    .filter(([path, was, is]) => was !== is && (thanx || !path.startsWith('thanx.')))
    .map(([path, was, is, consequence]) => ({
      path: path.split('.'),
      message: `changed from ${shown(was)} to ${shown(is)}: ${consequence}`,
    }));
  if (before.thanx !== undefined && after.thanx === undefined)
    found.push({ path: ['thanx'], message: 'the section `thanx` is removed: new orders get no receipt' });
  if (isOtherCurrency(before.thanku, after.thanku))
    found.push({
      path: ['thanku', 'impact', 'currency'],
      message: `changed from ${shown(currencyOf(before.thanku))} to ${shown(currencyOf(after.thanku))}: orders in any other currency give the minimum`,
    });
  return found;
}

const currencyOf = ({ impact }: ThankuSettings) => ('per' in impact ? impact.currency : undefined);

const isOtherCurrency = (before: ThankuSettings, after: ThankuSettings): boolean =>
  'per' in before.impact && 'per' in after.impact && before.impact.currency !== after.impact.currency;

const shown = (value: Value): string => (value === undefined ? 'nothing' : String(value));
