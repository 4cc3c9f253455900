import { randomUUID } from 'node:crypto';
import type { Hono } from 'hono';
import { html } from 'hono/html';
import { ThankflowError } from '../../../lib/errors.ts';
import { LruMap } from '../../../lib/lru-map.ts';
import { keyText } from '../../../lib/order/order-key.ts';
import { describeAmount } from '../../orders/describe-order.ts';
import { findOnStage } from '../../orders/find-on-stage.ts';
import { reasonsWith } from '../../orders/known-reasons.ts';
import { orderStates } from '../../orders/list.ts';
import {
  describeProgress,
  isFiltered,
  listOptions,
  listQuery,
  queryText,
  type ListQuery,
} from '../../orders/list-query.ts';
import { listOnce, searchesOn } from '../../orders/searches.ts';
import type { OrderRows } from '../../orders/order-rows.ts';
import { statesOf } from '../../orders/print-orders.ts';
import { shopNames } from '../../shops/shop-names.ts';
import type { Console } from '../console.ts';
import { age, badge, notices, orderPath, paragraphs, table, type Html } from '../elements.ts';
import { text } from '../form.ts';
import { page } from '../layout.ts';

const perPage = 50;
const perSearch = 200;

export function ordersRoutes(app: Hono, { link, frame }: Console): void {
  const search = searchesOn(link.run, frame().stage);
  const typed = new LruMap<string>(200);
  const allShops = shopNames(link.run);

  app.get('/orders', async (context) => {
    const shops = await allShops();
    const { stage, refreshMs } = frame();
    const asked = listQuery(context.req.query(), shops, stage);
    const options = listOptions(asked, shops);
    const isSearch = isFiltered(asked);
    const found = isSearch
      ? search({ ...options, limit: perSearch })
      : await listOnce(link.run, { ...options, limit: perPage });
    const isOver = isSearch && found.ended && found.failure === undefined;
    return context.html(
      page(
        frame(),
        { title: 'Orders', at: '/orders', refreshMs: isOver ? 0 : found.ended ? refreshMs : 1000 },
        html`${filters(asked, shops)} ${notices([...(found.failure ?? []), ...found.unreadable])}
        ${isSearch && html`<p role="status">${describeProgress(found, asked)}</p>`}
        ${found.orders.length > 0 ? ordersTable(found.orders) : !isSearch && html`<p>There are no such orders.</p>`}
        ${found.next && html`<p><a href="/orders?${queryText({ ...asked, before: found.next })}">${isSearch ? 'Look for more' : 'Older orders'}</a></p>`}`,
      ),
    );
  });

  app.post('/orders/search', async (context) => {
    const asked = text(await context.req.formData(), 'text');
    if (asked === '') return context.redirect('/orders', 303);
    const id = randomUUID();
    typed.set(id, asked);
    return context.redirect(`/found/${id}`, 303);
  });

  app.get('/found/:id', async (context) => {
    const asked = typed.get(context.req.param('id'));
    if (asked === undefined)
      throw new ThankflowError('not-found', 'The console doesn’t know this search any more. Type it again above.');
    const { orders, elsewhere } = await link.run((aws) => findOnStage(aws, asked, { patienceMs: 12_000 }));
    const [first, ...others] = orders;
    if (first !== undefined && others.length === 0) return context.redirect(orderPath(keyText(first.thanku)), 303);
    const none = html`${paragraphs([`Stage ${frame().stage} has no order “${asked}”.`, ...elsewhere])}
      <p><a href="">Look again</a></p>`;
    // Browsers remember titles, so what was typed isn't in it.
    const options = { title: first === undefined ? 'No such order' : 'Orders found', at: '/orders', refreshMs: 0 };
    return context.html(page(frame(), options, first === undefined ? none : ordersTable(orders)));
  });
}

const select = (name: string, values: readonly string[], any: string, wanted = '') =>
  html`<select name="${name}">
    <option value="">${any}</option>
    ${values.map((value) => html`<option ${value === wanted ? 'selected' : ''}>${value}</option>`)}
  </select>`;

const filters = ({ shop, day, state, reason }: ListQuery, shops: readonly string[]): Html =>
  html`<form class="filters" action="/orders">
    <label>Shop ${select('shop', shops, 'All shops', shop)}</label>
    <label>Day (UTC) <input type="date" name="day" value="${day}" /></label>
    <label>State ${select('state', orderStates, 'Any state', state)}</label>
    <label>Reason ${select('reason', reasonsWith(reason), 'Any reason', reason)}</label>
    <button>Show</button>
  </form>`;

function ordersTable(orders: readonly (OrderRows & { by?: string })[]): Html {
  const nowMs = Date.now();
  const isFound = orders.some(({ by }) => by !== undefined);
  return html`<div class="orders">
    ${table(
      'Orders, the newest first',
      ['Order', 'Amount', 'First seen', 'ThankU', 'Thanx', ...(isFound ? ['Found by'] : [])],
      orders.map((order) => {
        const { thanku, by } = order;
        const key = keyText(thanku);
        const states = statesOf(order, nowMs);
        return [
          html`<a href="${orderPath(key)}">${thanku.number ?? key}</a
            >${thanku.number && html`<br /><span class="soft">${key}</span>`}`,
          describeAmount(thanku),
          age(thanku.createdAt),
          badge(states.thanku),
          badge(states.thanx),
          ...(isFound ? [by] : []),
        ];
      }),
    )}
  </div>`;
}
