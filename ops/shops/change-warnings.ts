import { impactOf } from '../../lib/order/thanku/impact.ts';
import type { PlatformName } from '../../lib/shops/platform-name.ts';
import { platformTitles } from '../../lib/shops/platform-titles.ts';
import type { ShopSettings } from '../../lib/shops/settings.ts';
import type { ThankuSettings } from '../../lib/shops/thanku-settings.ts';
import { currencyOf } from './describe-impact.ts';
import type { ChangeWarning } from './change-warning.ts';
import { notifyChanges } from './notify-changes.ts';
import { previewOrders } from './sample-orders.ts';
import { instantOf, number } from '../cli/words.ts';

/** @param before the current settings; `undefined` for a new shop, or if they can't be read */
export function changeWarnings(before: ShopSettings | undefined, after: ShopSettings, nowMs: number): ChangeWarning[] {
  const warnings = [
    ...notYet(after, nowMs),
    ...noReceipts(after),
    ...noBaskets(after),
    ...noItems(after),
    ...notifyChanges(before, after),
  ];
  if (before === undefined) return warnings;
  return [
    ...warnings,
    ...otherSales(before, after),
    ...earlier(before, after),
    ...removedKeys(before, after),
    ...impactJump(before.thanku, after.thanku),
    ...changed(before, after),
  ];
}

function notYet({ ordersPaidFrom }: ShopSettings, nowMs: number): ChangeWarning[] {
  if (Date.parse(ordersPaidFrom) <= nowMs) return [];
  const message = `this is in the future: orders paid before ${instantOf(ordersPaidFrom)} are never thanked`;
  return [{ path: ['ordersPaidFrom'], message }];
}

/** The platforms whose webhooks, or the orders that they name, never say whether a gift card paid. */
const silentOnGiftCards: ReadonlySet<PlatformName> = new Set(['squarespace', 'wix']);

function noReceipts({ platform, thanx }: ShopSettings): ChangeWarning[] {
  // A gift card is one of a basket's payments.
  if (
    thanx === undefined ||
    thanx.mode === 'baskets' ||
    thanx.takesGiftCards === false ||
    !silentOnGiftCards.has(platform)
  )
    return [];
  const message = `nothing that ${platformTitles[platform]} sends says what a gift card paid, so its orders get no receipt. If the shop takes no gift cards, add \`takesGiftCards: false\``;
  return [{ path: ['thanx'], message }];
}

/** Baskets need to know what the goods cost before tax. */
function noBaskets({ platform, thanx, stripeSales }: ShopSettings): ChangeWarning[] {
  if (thanx?.mode !== 'baskets') return [];
  const path = ['thanx', 'mode'];
  if (platform === 'stripe' && stripeSales === 'payment-intents') {
    const message =
      "Stripe's payment intents don't say what the goods cost, so no order gets a basket: use `stripeSales: checkout` or `invoices`, or `mode: receipts`";
    return [{ path, message }];
  }
  // Of all platforms, only the generic order may leave it out at will.
  if (platform !== 'standard') return [];
  const message = 'orders get a basket only if they say what the goods cost before tax: send `beforeTax` with each';
  return [{ path, message }];
}

/** Stripe's events of sessions and payments contain no items, so what counts them finds none. */
function noItems({ platform, stripeSales, thanku }: ShopSettings): ChangeWarning[] {
  if (platform !== 'stripe' || stripeSales === 'invoices') return [];
  const message = "has no effect: Stripe's events contain no items, except with `stripeSales: invoices`";
  return [
    ...('perItem' in thanku.impact ? [{ path: ['thanku', 'impact', 'perItem'], message }] : []),
    ...((thanku.rules ?? []).length > 0 ? [{ path: ['thanku', 'rules'], message }] : []),
  ];
}

const salesOf = ({ stripeSales = 'checkout' }: ShopSettings) => stripeSales;

/** An order may have another ID then. */
function otherSales(before: ShopSettings, after: ShopSettings): ChangeWarning[] {
  if (after.platform !== 'stripe' || salesOf(before) === salesOf(after)) return [];
  const message =
    'a sale that Stripe reports both before and after this change may be thanked twice: change it when nobody buys';
  return [{ path: ['stripeSales'], message }];
}

/** Platforms send an old order as paid when somebody edits it. */
function earlier(before: ShopSettings, after: ShopSettings): ChangeWarning[] {
  if (after.ordersPaidFrom >= before.ordersPaidFrom) return [];
  const message = `this was ${instantOf(before.ordersPaidFrom)}: older orders are thanked too if their platform sends them again`;
  return [{ path: ['ordersPaidFrom'], message }];
}

function removedKeys(before: ShopSettings, after: ShopSettings): ChangeWarning[] {
  const removed = before.statusKeys.filter((hash) => !after.statusKeys.includes(hash));
  return removed.map((hash) => ({
    path: ['statusKeys'],
    message: `the status key ${hash.slice(0, 'sha256:'.length + 8)}… is removed: its users get 401 within a minute`,
  }));
}

const jumpFactor = 10;

const unit = ({ use100Grams }: ThankuSettings): number => (use100Grams === true ? 0.1 : 1);

/** Warns if orders give at least ten times as much or as little as before. `changed` warns of other units and currencies. */
function impactJump(before: ThankuSettings, after: ThankuSettings): ChangeWarning[] {
  if (before.cause !== after.cause || isOtherCurrency(before, after)) return [];
  for (const { what, order } of previewOrders(after)) {
    const [was, is] = [impactOf(order, before) * unit(before), impactOf(order, after) * unit(after)];
    if (is < was * jumpFactor && was < is * jumpFactor) continue;
    const text = `${what === 'usual' ? 'a usual order' : `an order such as “${what}”`} (${order.amount} ${order.currency})`;
    const message = `${text} gives ${number(is)} instead of ${number(was)}: check the amount`;
    return [{ path: ['thanku', 'impact'], message }];
  }
  return [];
}

type Value = string | boolean | undefined;

const modeOf = ({ thanx }: ShopSettings): string => thanx?.mode ?? 'receipts';

/** Warns of changed values that are easily overlooked. */
function changed(before: ShopSettings, after: ShopSettings): ChangeWarning[] {
  const spends = after.thanku.simulate
    ? 'customers are no longer thanked, not even later'
    : 'orders spend money from now on';
  const earns =
    after.thanx?.members === 'token'
      ? 'one member gets the points of all orders'
      : "each customer's own account gets the points";
  const rows: [path: string, of: (settings: ShopSettings) => Value, consequence: string][] = [
    ['platform', ({ platform }) => platform, "put the new platform's webhook secret"],
    ['platformShopId', ({ platformShopId }) => platformShopId, 'webhooks that name another shop are not accepted'],
    ['webhookUrl', ({ webhookUrl }) => webhookUrl, 'webhooks that are signed for another URL are refused'],
    ['thanku.slug', ({ thanku }) => thanku.slug, 'another wallet pays from now on'],
    [
      'thanku.thankuOrderId',
      ({ thanku }) => thanku.thankuOrderId,
      'check it with ThankU, which refuses every order if it’s wrong',
    ],
    ['thanku.cause', ({ thanku }) => thanku.cause, 'check that the messages and the impact fit'],
    ['thanku.simulate', ({ thanku }) => thanku.simulate, spends],
    ['thanx.credential', ({ thanx }) => thanx?.credential, `new ${modeOf(after)} are sent with another credential`],
    ['thanx.merchantId', ({ thanx }) => thanx?.merchantId, `new ${modeOf(after)} go to another merchant`],
    [
      'thanx.mode',
      modeOf,
      `orders from now on are sent as ${modeOf(after)}; those that thankflow has already stay what they are`,
    ],
    ['thanx.locationUid', ({ thanx }) => thanx?.locationUid, 'new baskets are of another location'],
    ['thanx.members', ({ thanx }) => thanx?.members, earns],
    [
      'thanx.currency',
      ({ thanx }) => thanx?.currency,
      `orders in any other currency get no ${modeOf(after).slice(0, -1)}`,
    ],
  ];
  const hasBoth = before.thanx !== undefined && after.thanx !== undefined;
  const found = rows
    .map(([path, of, consequence]) => ({ path, was: of(before), is: of(after), consequence }))
    .filter(({ path, was, is }) => was !== is && (hasBoth || !path.startsWith('thanx.')))
    .map(({ path, was, is, consequence }) => ({
      path: path.split('.'),
      message: `changed from ${shown(was)} to ${shown(is)}: ${consequence}`,
    }));
  if (before.thanx !== undefined && after.thanx === undefined)
    found.push({ path: ['thanx'], message: 'the section `thanx` is removed: nothing of new orders is sent to Thanx' });
  if (isOtherCurrency(before.thanku, after.thanku))
    found.push({
      path: ['thanku', 'impact', 'currency'],
      message: `changed from ${shown(currencyOf(before.thanku.impact))} to ${shown(currencyOf(after.thanku.impact))}: orders in any other currency give the minimum`,
    });
  return found;
}

const isOtherCurrency = (before: ThankuSettings, after: ThankuSettings): boolean => {
  const [was, is] = [currencyOf(before.impact), currencyOf(after.impact)];
  return was !== undefined && is !== undefined && was !== is;
};

const shown = (value: Value): string => (value === undefined ? 'nothing' : String(value));
