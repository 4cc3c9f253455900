import { randomUUID } from 'node:crypto';
import type { Hono } from 'hono';
import { html } from 'hono/html';
import * as z from 'zod';
import { dayMs } from '../../../lib/durations.ts';
import { ThankflowError } from '../../../lib/errors.ts';
import { LruMap, expiringMap } from '../../../lib/lru-map.ts';
import { didYouMean } from '../../../lib/nearest.ts';
import { keyText } from '../../../lib/order/order-key.ts';
import { thankuStanding } from '../../../lib/order/standing.ts';
import { ago, number } from '../../cli/words.ts';
import { describeElsewhere } from '../../orders/describe-elsewhere.ts';
import { describeAmount, describeLoyalty, describeThanku, toneOf } from '../../orders/describe-order.ts';
import { lookElsewhere } from '../../orders/elsewhere.ts';
import { findOnStage } from '../../orders/find-on-stage.ts';
import { orderReasons } from '../../orders/known-reasons.ts';
import { orderStates } from '../../orders/list.ts';
import type { OrderRows } from '../../orders/order-rows.ts';
import { loyaltyStanding, shortly } from '../../orders/print-orders.ts';
import { shopsMeant } from '../../shops/known-shop.ts';
import { orderPath } from '../buttons.ts';
import { badge, page, table, time, type Frame, type Html } from '../layout.ts';
import { listOnce, searchesOn, type Search } from '../../orders/searches.ts';
import type { StageLink } from '../../stage/link.ts';

/** A form sends `''` for what nobody has chosen. */
const chosen = <Schema extends z.ZodType>(schema: Schema) =>
  z.preprocess((value) => value || undefined, schema.optional());

/** What the address of a list asks for. `before`: only orders that were first seen until then. */
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

export function ordersRoutes(app: Hono, { link, frame }: { link: StageLink; frame(): Frame }): void {
  const search = searchesOn(link, frame().stage);
  const typed = new LruMap<string>(200);
  const known = expiringMap<string[]>(10_000, 1, Date.now);
  const allShops = async () => {
    const shops = known.get('') ?? (await link.run((aws) => shopsMeant(aws, undefined))).map(({ shop }) => shop);
    known.set('', shops);
    return shops;
  };

  app.get('/orders', async (context) => {
    const shops = await allShops();
    const asked = Asked.safeParse(context.req.query());
    const wrong = asked.error?.issues[0]?.path[0];
    if (asked.data === undefined)
      throw new ThankflowError('not-found', `No order has such a ${String(wrong)}. Choose another one: /orders`);
    const { shop, day, state, reason, before } = asked.data;
    if (shop !== undefined && !shops.includes(shop))
      throw new ThankflowError('not-found', `stage ${frame().stage} has no shop "${shop}"${didYouMean(shop, shops)}.`);
    const sinceMs = day === undefined ? 0 : Date.parse(day);
    const untilMs = Math.min(
      day === undefined ? Infinity : sinceMs + dayMs,
      before === undefined ? Infinity : Date.parse(before) + 1,
    );
    const isFiltered = (state ?? reason) !== undefined;
    const options = {
      shops: shop === undefined ? shops : [shop],
      state,
      reason,
      sinceMs,
      untilMs: untilMs === Infinity ? undefined : untilMs,
      limit: isFiltered ? perSearch : perPage,
    };
    const found = isFiltered ? search(options) : await listOnce(link, options);
    const refreshMs = found.ended ? (isFiltered && found.failure === undefined ? 0 : frame().refreshMs) : 1000;
    const further = new URLSearchParams(context.req.query());
    further.set('before', found.next ?? '');
    return context.html(
      page(
        frame(),
        { title: 'Orders', at: '/orders', refreshMs },
        html`${filters(asked.data, shops)} ${found.failure?.map((line) => html`<p class="notice">${line}</p>`)}
        ${isFiltered && html`<p role="status">${progressOf(found, asked.data)}</p>`}
        ${found.unreadable.map((message) => html`<p class="notice">Not listed: ${message}</p>`)}
        ${found.orders.length > 0 ? ordersTable(found.orders) : found.ended && !isFiltered && html`<p>No order matches.</p>`}
        ${found.next !== undefined && html`<p><a href="/orders?${further}">${isFiltered ? 'Search on' : 'Older orders'}</a></p>`}`,
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
      if (found.orders.length > 0) return { ...found, lines: [] };
      return {
        ...found,
        lines: describeElsewhere(await lookElsewhere(aws, found.shops, text), { stage, shop: undefined }),
      };
    });
    const [first, ...others] = orders;
    if (first !== undefined && others.length === 0) return context.redirect(orderPath(keyText(first.thanku)), 303);
    const title = first === undefined ? `No order “${text}”` : `Orders that “${text}” may mean`;
    return context.html(
      page(
        frame(),
        { title, at: '/orders', refreshMs: 0 },
        first === undefined
          ? html`${lines.map((line) => html`<p>${line}</p>`)}
              <p><a href="">Look again</a></p>`
          : ordersTable(orders),
      ),
    );
  });
}

function progressOf({ read, orders, ended, failure, next }: Search, { day, before }: Asked): string {
  const looked = `Looked at ${number(read)} orders, ${number(orders.length)} ${orders.length === 1 ? 'matches' : 'match'}.`;
  if (failure !== undefined) return `${looked} The search starts again by itself.`;
  if (!ended) return `${looked} Looking on…`;
  if (next !== undefined) return `${looked} There may be more.`;
  const all = `Looked at all ${number(read)} ${before === undefined ? '' : 'older '}orders${day === undefined ? '' : ' of the day'}`;
  return `${all}, ${number(orders.length)} ${orders.length === 1 ? 'matches' : 'match'}.`;
}

const select = (name: string, values: readonly string[], any: string, wanted = '') =>
  html`<select name="${name}">
    <option value="">${any}</option>
    ${values.map((value) => html`<option ${value === wanted ? 'selected' : ''}>${value}</option>`)}
  </select>`;

function filters({ shop, day, state, reason }: Asked, shops: readonly string[]): Html {
  return html`<form class="filters" action="/orders">
    <label>Shop ${select('shop', shops, 'All shops', shop)}</label>
    <label>Day (UTC) <input type="date" name="day" value="${day}" /></label>
    <label>State ${select('state', orderStates, 'Any state', state)}</label>
    <label>Reason ${select('reason', orderReasons, 'Any reason', reason)}</label>
    <button>Show</button>
  </form>`;
}

function ordersTable(orders: readonly (OrderRows & { by?: string })[]): Html {
  const nowMs = Date.now();
  const isFound = orders.some(({ by }) => by !== undefined);
  return table(
    'Orders, the newest first',
    ['Order', 'Amount', 'First seen', 'ThankU', 'Thanx', ...(isFound ? ['Found by'] : [])],
    orders.map((order) => {
      const { thanku, by } = order;
      const key = keyText(thanku);
      return [
        html`<a href="${orderPath(key)}">${thanku.number ?? key}</a
          >${thanku.number && html`<br /><span class="soft">${key}</span>`}`,
        describeAmount(thanku),
        time(thanku.createdAt, ago(Date.parse(thanku.createdAt), nowMs)),
        badge(toneOf(thankuStanding(thanku, undefined, nowMs)), describeThanku(thanku)),
        badge(toneOf(loyaltyStanding(order, nowMs)), shortly(describeLoyalty(order))),
        ...(isFound ? [by] : []),
      ];
    }),
  );
}
