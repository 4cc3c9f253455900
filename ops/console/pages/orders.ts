import { randomUUID } from 'node:crypto';
import type { Hono } from 'hono';
import { html } from 'hono/html';
import * as z from 'zod';
import { dayMs } from '../../../lib/durations.ts';
import { ThankflowError } from '../../../lib/errors.ts';
import { LruMap, expiringMap } from '../../../lib/lru-map.ts';
import { didYouMean } from '../../../lib/nearest.ts';
import { keyText } from '../../../lib/order/order-key.ts';
import { basketStanding, receiptStanding, thankuStanding } from '../../../lib/order/standing.ts';
import { ago, number } from '../../cli/words.ts';
import { describeElsewhere } from '../../orders/describe-elsewhere.ts';
import { describeAmount, describeLoyalty, describeThanku, toneOf } from '../../orders/describe-order.ts';
import { lookElsewhere } from '../../orders/elsewhere.ts';
import { findOnStage } from '../../orders/find-on-stage.ts';
import { orderReasons } from '../../orders/known-reasons.ts';
import { listOrders, listPorts, orderStates, type ListOptions } from '../../orders/list.ts';
import type { OrderRows } from '../../orders/order-rows.ts';
import { shopsMeant } from '../../shops/known-shop.ts';
import type { Console } from '../app.ts';
import { orderPath } from '../buttons.ts';
import { badge, page, table, time, type Html } from '../layout.ts';
import { searchesOn, type Search } from '../searches.ts';

const chosen = <Schema extends z.ZodType>(schema: Schema) =>
  z
    .literal('')
    .transform(() => undefined)
    .or(schema)
    .optional();

/** What the page's address asks for. `before`: only orders first seen until then, this instant included. */
const Asked = z.object({
  shop: chosen(z.string()),
  day: chosen(z.iso.date()),
  state: chosen(z.enum(orderStates)),
  reason: chosen(z.string().max(100)),
  before: chosen(z.iso.datetime()),
});
type Asked = z.infer<typeof Asked>;

const perPage = 50;
const perSearch = 200;
const shopsFreshMs = 10_000;

export function ordersRoutes(app: Hono, on: Console): void {
  const { link, frame } = on;
  const search = searchesOn(link, frame().stage);
  const typed = new LruMap<string>(200);
  const fresh = expiringMap<string[]>(shopsFreshMs, 1, Date.now);
  const allShops = async () => {
    const shops = fresh.get('') ?? (await link.run((aws) => shopsMeant(aws, undefined))).map(({ shop }) => shop);
    fresh.set('', shops);
    return shops;
  };

  app.get('/orders', async (context) => {
    const shops = await allShops();
    const asked = askedIn(context.req.query(), shops, frame().stage);
    const isFiltered = (asked.state ?? asked.reason) !== undefined;
    const options = optionsOf(asked, shops, isFiltered ? perSearch : perPage);
    const found = isFiltered
      ? search(JSON.stringify(options), options)
      : { ...(await link.run((aws) => listOrders(listPorts(aws), options))), ended: true, read: undefined };
    const refreshMs = isFiltered ? (found.ended ? 0 : 1000) : frame().refreshMs;
    return context.html(
      page(
        frame(),
        { title: 'Orders', at: '/orders', refreshMs: 'failure' in found ? frame().refreshMs : refreshMs },
        html`${filters(asked, shops)}
        ${'failure' in found ? (found.failure ?? []).map((line) => html`<p class="notice">${line}</p>`) : ''}
        ${found.read === undefined ? '' : html`<p role="status">${progressOf(found, asked)}</p>`}
        ${found.unreadable.map((message) => html`<p class="notice">Not listed: ${message}</p>`)}
        ${found.orders.length > 0 ? ordersTable(found.orders) : found.ended ? html`<p>No order matches.</p>` : ''}
        ${found.next === undefined ? '' : html`<p><a href="/orders?${queryOf({ ...asked, before: found.next })}">${isFiltered ? 'Search on' : 'Older orders'}</a></p>`}`,
      ),
    );
  });

  app.post('/orders/search', async (context) => {
    const text = z
      .string()
      .trim()
      .min(1)
      .max(300)
      .safeParse((await context.req.formData()).get('text'));
    if (!text.success) return context.redirect('/orders', 303);
    const id = randomUUID();
    typed.set(id, text.data);
    return context.redirect(`/found/${id}`, 303);
  });

  app.get('/found/:id', async (context) => {
    const text = typed.get(context.req.param('id'));
    if (text === undefined)
      throw new ThankflowError('not-found', 'The console doesn’t know this search any more. Type it again above.');
    const { stage } = frame();
    const { orders, lines } = await link.run(async (aws) => {
      const found = await findOnStage(aws, text, undefined);
      const elsewhere = found.orders.length > 0 ? undefined : await lookElsewhere(aws, found.shops, text);
      return { ...found, lines: elsewhere && describeElsewhere(elsewhere, { stage, shop: undefined }) };
    });
    const [first, second] = orders;
    if (first !== undefined && second === undefined) return context.redirect(orderPath(keyText(first.thanku)), 303);
    const isNone = lines !== undefined;
    return context.html(
      page(
        frame(),
        { title: isNone ? 'No such order' : 'Orders found', refreshMs: 0 },
        isNone
          ? html`<p>Stage ${stage} has no order “${text}”.</p>
              ${lines.map((line) => html`<p>${line}</p>`)}
              <p><a href="">Look again</a></p>`
          : ordersTable(orders),
      ),
    );
  });
}

/** @throws `not-found` for what no order can have */
function askedIn(query: Record<string, string>, shops: readonly string[], stage: string): Asked {
  const { data: asked, error } = Asked.safeParse(query);
  const wrong = error?.issues[0]?.path[0];
  if (asked === undefined)
    throw new ThankflowError('not-found', `No order can have this ${String(wrong)}. Choose one in the list of orders.`);
  const { shop } = asked;
  if (shop !== undefined && !shops.includes(shop))
    throw new ThankflowError('not-found', `stage ${stage} has no shop "${shop}"${didYouMean(shop, shops)}.`);
  return asked;
}

function optionsOf({ shop, day, state, reason, before }: Asked, shops: string[], limit: number): ListOptions {
  const sinceMs = day === undefined ? 0 : Date.parse(day);
  const untils = [
    ...(day === undefined ? [] : [sinceMs + dayMs]),
    ...(before === undefined ? [] : [Date.parse(before) + 1]),
  ];
  return {
    shops: shop === undefined ? shops : [shop],
    state,
    reason,
    sinceMs,
    untilMs: untils.length === 0 ? undefined : Math.min(...untils),
    limit,
  };
}

const queryOf = (asked: Asked): URLSearchParams =>
  new URLSearchParams(Object.entries(asked).filter((entry): entry is [string, string] => entry[1] !== undefined));

function progressOf({ read, orders, ended, next, failure }: Omit<Search, 'reasons'>, { day, before }: Asked): string {
  const found = `${number(orders.length)} ${orders.length === 1 ? 'matches' : 'match'}`;
  if (failure !== undefined) return `Looked at ${number(read)} orders, ${found}. The search starts again by itself.`;
  if (!ended) return `Looked at ${number(read)} orders, ${found}. Looking on…`;
  if (next !== undefined)
    return `Looked at ${number(read)} orders. These are the ${before === undefined ? 'newest' : 'next'} ${number(orders.length)} that match.`;
  return `Looked at all ${number(read)} ${before === undefined ? '' : 'older '}orders${day === undefined ? '' : ' of the day'}, ${found}.`;
}

const option = (value: string, wanted: string | undefined, shown = value): Html =>
  html`<option value="${value}" ${value === (wanted ?? '') ? html` selected` : ''}>${shown}</option>`;

const filters = ({ shop, day, state, reason }: Asked, shops: readonly string[]): Html =>
  html`<form class="filters" action="/orders">
    <label
      >Shop
      <select name="shop">
        ${option('', shop, 'All shops')}${shops.map((one) => option(one, shop))}
      </select></label
    >
    <label>Day (UTC) <input type="date" name="day" value="${day ?? ''}" /></label>
    <label
      >State
      <select name="state">
        ${option('', state, 'Any state')}${orderStates.map((one) => option(one, state))}
      </select></label
    >
    <label
      >Reason <input name="reason" list="reasons" value="${reason ?? ''}" maxlength="100" placeholder="Any reason"
    /></label>
    <datalist id="reasons">${orderReasons.map((one) => html`<option value="${one}"></option>`)}</datalist>
    <button>Show</button>
  </form>`;

function ordersTable(orders: readonly (OrderRows & { by?: string })[]): Html {
  const nowMs = Date.now();
  const isFound = orders.some(({ by }) => by !== undefined);
  return table(
    'Orders, the newest first',
    ['Order', 'Amount', 'First seen', 'ThankU', 'Thanx', ...(isFound ? ['Found by'] : [])],
    orders.map((order) => {
      const { thanku, receipt, basket, by } = order;
      const loyalty =
        (receipt && receiptStanding(receipt, undefined, nowMs)) ?? (basket && basketStanding(basket, undefined, nowMs));
      const key = keyText(thanku);
      return [
        html`<a href="${orderPath(key)}">${thanku.number ?? key}</a
          >${thanku.number === undefined ? '' : html`<br /><span class="soft">${key}</span>`}`,
        describeAmount(thanku),
        time(thanku.createdAt, ago(Date.parse(thanku.createdAt), nowMs)),
        badge(toneOf(thankuStanding(thanku, undefined, nowMs)), describeThanku(thanku)),
        loyalty === undefined
          ? html`<span class="soft">${describeLoyalty(order)}</span>`
          : badge(toneOf(loyalty), describeLoyalty(order)),
        ...(isFound ? [by ?? ''] : []),
      ];
    }),
  );
}
