import { isDeepStrictEqual } from 'node:util';
import type { LineItem, Order } from '../../lib/order/order.ts';
import type { SkipReason } from '../../lib/order/reasons.ts';
import { impactOf } from '../../lib/order/thanku/impact.ts';
import { impactInWords } from '../../lib/order/thanku/impact-in-words.ts';
import { unwanted } from '../../lib/order/thanku/plan.ts';
import type { ShopSettings } from '../../lib/shops/settings.ts';
import type { Cause, ThankuSettings } from '../../lib/shops/thanku-settings.ts';
import { instantOf } from '../cli/words.ts';
import { exclusions } from '../report/words.ts';
import { currenciesOf } from './describe-impact.ts';
import { nameOfProduct, productOf, usualOrder } from './sample-orders.ts';

/** What settings give for an order: units of the cause, or why it isn't thanked. */
export type Given =
  | { units: number; cause: Cause; in100Grams?: true; inWords: string }
  | { notThanked: NotThanked; inWords: string };

export type NotThanked = SkipReason | 'paid-before-start';

/** A sample order that new settings treat differently. */
export interface Difference {
  /** The order in words: `an order of 45.00 EUR`. */
  order: string;
  amount: string;
  currency: string;
  paidAt: string;
  before: Given;
  after: Given;
}

/** Why an order isn't thanked, in the merchant's words. */
const skipReasons: Record<NotThanked, string> = {
  ...exclusions,
  'paid-before-start': 'paid before `ordersPaidFrom`',
};

export const notThanked = (reason: NotThanked): Given => ({
  notThanked: reason,
  inWords: `not thanked (${skipReasons[reason]})`,
});

/** What a number of units is. */
export const given = (units: number, { cause, use100Grams }: Pick<ThankuSettings, 'cause' | 'use100Grams'>): Given => ({
  units,
  cause,
  ...(use100Grams === true && { in100Grams: true }),
  inWords: impactInWords(units, { cause, use100Grams }, 'en'),
});

/** Whether an order was paid before the shop thanks orders. */
export const isBeforeStart = ({ paidAt }: Order, { ordersPaidFrom }: ShopSettings): boolean =>
  Date.parse(paidAt) < Date.parse(ordersPaidFrom);

/** What a shop's settings give for an order. */
export function givenFor(order: Order, settings: ShopSettings): Given {
  const skipped = isBeforeStart(order, settings) ? 'paid-before-start' : unwanted(order, settings);
  return skipped === undefined ? given(impactOf(order, settings.thanku), settings.thanku) : notThanked(skipped);
}

/** The change in words: `an order of 45.00 EUR: 2 trees → 4 trees`. */
export const describeDifference = ({ order, before, after }: Difference): string =>
  `${order}: ${before.inWords} → ${after.inWords}`;

const maxPlain = 3;
const maxOfProducts = 2;
const maxOfCampaigns = 3;

/** The first few sample orders that the new settings treat differently: usual ones, by product and by campaign. */
export function impactDifferences(before: ShopSettings, after: ShopSettings): Difference[] {
  const both = [after, before];
  const samples = plainSamples(both);
  const [usual] = samples;
  if (usual === undefined) return [];
  const differing = (some: readonly Sample[]) => some.flatMap((sample) => differenceOf(sample, before, after) ?? []);
  return [
    ...differing(samples).slice(0, maxPlain),
    ...differing(productSamples(usual, both)).slice(0, maxOfProducts),
    ...differing(campaignSamples(usual, both)).slice(0, maxOfCampaigns),
  ];
}

interface Sample {
  words: string;
  order: Order;
}

function differenceOf({ words, order }: Sample, before: ShopSettings, after: ShopSettings): Difference | undefined {
  const [was, is] = [givenFor(order, before), givenFor(order, after)];
  if (isDeepStrictEqual(was, is)) return undefined;
  const { amount, currency, paidAt } = order;
  return { order: words, amount, currency, paidAt, before: was, after: is };
}

const oneItem: LineItem = { title: 'Oak desk', quantity: 1, giftCard: false };
const amounts = ['45.00', '10.00', '100.00', '250.00'];

/** Orders outside all campaigns, in the currencies of both settings; also at the amounts where a rule changes. */
function plainSamples(both: readonly ShopSettings[]): Sample[] {
  const all = both.map(({ thanku }) => thanku);
  const [newest] = all;
  if (newest === undefined) return [];
  const usual = usualOrder(newest);
  const currencies = new Set([usual.currency, ...all.flatMap(currenciesOf)]);
  const edges = all.flatMap(({ impact, orders }) => [
    ...('tiers' in impact ? impact.tiers.map(({ from }) => from) : []),
    ...(orders.minimum === undefined ? [] : [orders.minimum.amount]),
  ]);
  const counts = all.some(({ impact }) => 'perItem' in impact) ? [1, 3] : [1];
  const paidAt = outsideCampaigns(both);
  return [...currencies].flatMap((currency) =>
    [...new Set([...amounts, ...edges])].flatMap((amount) =>
      counts.map((quantity) => {
        const order = { ...usual, amount, currency, paidAt, items: [{ ...oneItem, quantity }] };
        return { order, words: `${wordsOf(order)}${quantity === 1 ? '' : ` with ${quantity} items`}` };
      }),
    ),
  );
}

const wordsOf = ({ amount, currency, tags, channel }: Order): string =>
  [
    `an order of ${amount} ${currency}`,
    ...(tags.length > 0 ? [`tagged “${tags.join('”, “')}”`] : []),
    ...(channel === undefined ? [] : [`made in “${channel}”`]),
  ].join(' ');

/** An instant that both settings thank and that is in no campaign: after all of them. */
function outsideCampaigns(both: readonly ShopSettings[]): string {
  const ends = both.flatMap(({ ordersPaidFrom, thanku }) => [
    ordersPaidFrom,
    ...(thanku.campaigns ?? []).map(({ until }) => until),
  ]);
  return ends.reduce((latest, one) => (one > latest ? one : latest));
}

const productSamples = ({ order, words }: Sample, both: readonly ShopSettings[]): Sample[] =>
  both
    .flatMap(({ thanku }) => thanku.rules ?? [])
    .map((rule) => ({
      order: { ...order, items: [{ ...oneItem, ...productOf(rule) }] },
      words: `${words} with ${nameOfProduct(rule)}`,
    }));

/** Orders at the beginning and at the end of each campaign. */
function campaignSamples({ order, words }: Sample, both: readonly ShopSettings[]): Sample[] {
  const campaigns = both.flatMap(({ thanku }) => thanku.campaigns ?? []);
  const instants = new Map(
    campaigns.flatMap(({ name, from, until }): [string, string][] => [
      [from, name],
      [new Date(Date.parse(until) - 1).toISOString(), name],
    ]),
  );
  return [...instants].map(([paidAt, name]) => ({
    order: { ...order, paidAt },
    words: `${words} paid at ${instantOf(paidAt)} (${name})`,
  }));
}
