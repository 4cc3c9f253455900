import type { Context, Hono, MiddlewareHandler } from 'hono';
import { html } from 'hono/html';
import { keyText, orderKeyOf, type OrderKey } from '../../../lib/order/order-key.ts';
import { toTheSecond } from '../../cli/words.ts';
import { customersAddress, customersPage, stillPolicy } from '../../orders/customers-page.ts';
import { describeAmount } from '../../orders/describe-order.ts';
import { factsOf } from '../../orders/order-facts.ts';
import { noSuchOrder } from '../../orders/order-rows.ts';
import { noRequests, requestsOf, stepsOf } from '../../orders/print-order.ts';
import { readOrder, type WholeOrder } from '../../orders/read-order.ts';
import type { StageAws } from '../../stage/aws.ts';
import { remedyIn } from '../../stuck/remedy.ts';
import { seenOfOrder } from '../../stuck/remedy-rows.ts';
import type { Console } from '../console.ts';
import { remedies } from '../buttons.ts';
import { card, factList, orderPath, said, time, type Html } from '../elements.ts';
import { page, type Frame } from '../layout.ts';

/** Replaces the console's own policy for the customer's page. */
export const customersPagePolicy: MiddlewareHandler = async (context, next) => {
  await next();
  context.header('content-security-policy', stillPolicy);
  context.header('origin-agent-cluster', undefined);
};

export function orderRoutes(app: Hono, { link, frame }: Console): void {
  const read = async <Result>(
    { req }: Context,
    work: (aws: StageAws, key: OrderKey) => Promise<Result | undefined>,
  ) => {
    const asked = { shop: req.param('shop') ?? '', pid: req.param('pid') ?? '' };
    const key = orderKeyOf(keyText(asked));
    const found = key && (await link.run((aws) => work(aws, key)));
    if (found === undefined) throw noSuchOrder(asked, frame().stage);
    return found;
  };
  app.get('/orders/:shop/:pid', async (context) =>
    context.html(orderPage(frame(), await read(context, readOrder), context)),
  );
  app.get('/orders/:shop/:pid/page', async (context) => context.html(await read(context, customersPage)));
  app.get('/orders/:shop/:pid/link', async (context) => context.redirect(await read(context, customersAddress), 303));
}

function orderPage(frame: Frame, order: WholeOrder, context: Context): Html {
  const { thanku } = order.rows;
  const path = orderPath(keyText(thanku));
  const seen = seenOfOrder(order.rows);
  const requests = requestsOf(order).map(({ to, body }) => `${to}\n${body}`);
  const sent = requests.length === 0 ? noRequests : said(context, requests.join('\n\n'), { isPersonal: true });
  const steps = stepsOf(order).map(
    ({ means, commands }) =>
      html`<p>${means}</p>
        ${remedies(frame, commands.map(remedyIn), { seen })}`,
  );
  return page(
    frame,
    { title: `Order ${thanku.number ?? thanku.orderId}`, at: '/orders' },
    html`<p class="lead">${describeAmount(thanku)} · ${keyText(thanku)}</p>
      <div class="columns">
        ${card('What happens next', steps, 'next')} ${card('The order', factList(factsOf(order)))}
      </div>
      <div class="columns">
        <div>
          ${card(
            'Its life',
            html`<ol class="life">
              ${order.timeline.map(happening)}
            </ol>`,
          )}
          ${card('What was sent', sent)}
        </div>
        ${card('The page as its customer sees it', customers(path, thanku.updatedAt))}
      </div>`,
  );
}

const happening = ({ at, of, what, words }: WholeOrder['timeline'][number]): Html =>
  html`<li>
    <span class="soft">${time(at, toTheSecond(at))} ${of}</span><br />${what}
    ${words && html`<blockquote>“${words}”</blockquote>`}
  </li>`;

/** @param updatedAt the page is loaded again once the order has changed */
const customers = (path: string, updatedAt: string): Html =>
  html`<iframe sandbox inert title="The page as its customer sees it" src="${path}/page?at=${updatedAt}"></iframe>
    <p class="soft">
      A picture, without its links. <a href="${path}/link" target="_blank" rel="noreferrer">Open the customer’s page</a>
    </p>`;
