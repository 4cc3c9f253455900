import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Context, Hono, MiddlewareHandler } from 'hono';
import { html } from 'hono/html';
import { contentOf } from '../../../functions/thanks-page/content.ts';
import { page as customersPage } from '../../../functions/thanks-page/page.ts';
import { pageSettings } from '../../../functions/thanks-page/page-settings.ts';
import { viewOf } from '../../../functions/thanks-page/view.ts';
import { ThankflowError } from '../../../lib/errors.ts';
import { hasBasket } from '../../../lib/order/loyalty-plan.ts';
import { keyText, orderKeyOf, type OrderKey } from '../../../lib/order/order-key.ts';
import type { Part } from '../../../lib/order/standing.ts';
import { shownIds } from '../../../lib/order/thanku/shown-ids.ts';
import { settingsRows } from '../../../lib/shops/stored-settings.ts';
import { thanksReader } from '../../../lib/store/thanks-reader.ts';
import { instant } from '../../cli/words.ts';
import {
  describeAmount,
  describeBasket,
  describeCards,
  describeReceipt,
  describeThanku,
  toneOf,
} from '../../orders/describe-order.ts';
import { describeNotification } from '../../orders/notifications.ts';
import { noSuchOrder } from '../../orders/order-rows.ts';
import { describeData, noRequests, requestsOf } from '../../orders/print-order.ts';
import { readOrder, type WholeOrder } from '../../orders/read-order.ts';
import { linkOf } from '../../shops/thanks-link.ts';
import { remedyIn } from '../../stuck/remedy.ts';
import type { Console } from '../app.ts';
import { orderPath, remedies } from '../buttons.ts';
import { badge, card, page, time, type Frame, type Html } from '../layout.ts';
import { seenOfOrder } from '../seen.ts';

const style = readFileSync(new URL('../../../functions/thanks-page/browser/page.css', import.meta.url), 'utf8').trim();
const still = { style, refresh: '', component: '' };

const pagePath = '/orders/:shop/:pid/page';

/** The policy of the customer's page, which loads nothing and runs nothing. Use it before the console's own. */
export const customersPagePolicy: [string, MiddlewareHandler] = [
  pagePath,
  async (context, next) => {
    await next();
    const styleHash = createHash('sha256').update(style).digest('base64');
    context.header(
      'content-security-policy',
      `default-src 'none'; style-src 'sha256-${styleHash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; sandbox`,
    );
  },
];

export function orderRoutes(app: Hono, { link, frame }: Console): void {
  app.get('/orders/:shop/:pid', async (context) => {
    const key = keyOf(context, frame());
    const order = await link.run((aws) => readOrder(aws, key));
    if (order === undefined) throw noSuchOrder(key, frame().stage);
    return context.html(orderPage(frame(), order, context.req.query('request') === '1'));
  });

  app.get(pagePath, async (context) => {
    const key = keyOf(context, frame());
    const [row, settings] = await link.run(({ documents, ordersTable, settingsTable }) =>
      Promise.all([
        thanksReader(documents, ordersTable)(key.shop, key.pid),
        settingsRows(documents, settingsTable)(key.shop),
      ]),
    );
    if (row === undefined) throw noSuchOrder(key, frame().stage);
    const language = row.language ?? 'en';
    const { refreshSeconds: _, ...content } = contentOf(viewOf(row, language, Date.now()), language);
    return context.html(customersPage(content, settings && pageSettings(key.shop, settings.settings).name, still));
  });

  app.get('/orders/:shop/:pid/link', async (context) => {
    const key = keyOf(context, frame());
    const address = await link.run(async (aws) => {
      const order = await readOrder(aws, key, { withAudit: false });
      const settings = await settingsRows(aws.documents, aws.settingsTable)(key.shop);
      return order && settings && (await linkOf(aws, settings.settings, key.shop, order.rows.thanku.orderId));
    });
    if (address === undefined)
      throw new ThankflowError(
        'not-found',
        'The customer’s page has no address: the order or its shop is gone, or this stage was deployed by a version without these pages.',
      );
    return context.redirect(address, 303);
  });
}

function keyOf(context: Context, { stage }: Frame): OrderKey {
  const key = `${context.req.param('shop')}/${context.req.param('pid')}`;
  const order = orderKeyOf(key);
  if (order === undefined)
    throw new ThankflowError(
      'not-found',
      `stage ${stage} has no order ${key}. Keys look like my-shop/my-shop-1001. Find it by its number or an ID above.`,
    );
  return order;
}

function orderPage(frame: Frame, order: WholeOrder, withRequests: boolean): Html {
  const { rows, next, notifications, timeline } = order;
  const { thanku } = rows;
  const key = keyText(thanku);
  const told = new Set<string>();
  const steps = next.map(({ means, commands }) => {
    const fresh = commands.filter((command) => !told.has(command));
    fresh.forEach((command) => told.add(command));
    return html`<p>${means}</p>
      ${remedies(frame, fresh.map(remedyIn), seenOfOrder(rows))}`;
  });
  return page(
    frame,
    { title: `Order ${thanku.number ?? thanku.orderId}`, at: '/orders' },
    html`<p class="lead">${states(order)}</p>
      <div class="columns">
        ${card('What happens next', steps, 'next')} ${card('The order', facts(order))}
        ${card('Its life', life(timeline), 'life')} ${card('The page as its customer sees it', customers(order))}
        ${
          notifications.length === 0
            ? ''
            : card(
                'Notifications',
                html`<ul>
                  ${notifications.map((one) => html`<li>${one.target}, ${one.event}: ${describeNotification(one)}</li>`)}
                </ul>`,
              )
        }
        ${card('What was sent', withRequests ? requests(order) : html`<p>The requests to the partners name the customer. <a href="${orderPath(key)}?request=1">Show this personal data</a></p>`)}
      </div>`,
  );
}

/** Each part's state, in words. */
function states({ rows, parts }: WholeOrder): Html {
  const tone = (part: Part) => toneOf(parts.find((one) => one.part === part));
  const loyalty = hasBasket(rows.thanku)
    ? badge(tone('basket'), `Basket ${describeBasket(rows)}`)
    : badge(tone('receipt'), `Receipt ${describeReceipt(rows)}`);
  const cards = rows.giftCards && badge(tone('gift-cards'), `Gift cards ${describeCards(rows.giftCards)}`);
  return html`${badge(tone('thanku'), `ThankU ${describeThanku(rows.thanku)}`)} ${loyalty} ${cards ?? ''}`;
}

function facts(order: WholeOrder): Html {
  const { thanku, receipt, basket } = order.rows;
  const { customerLink, link, certificateLink } = shownIds(thanku);
  const outside = (href: string | undefined, name: string) =>
    href === undefined ? '' : html`<a href="${href}" rel="noreferrer" target="_blank">${name}</a><br />`;
  const shown: [string, unknown][] = [
    ['Key', keyText(thanku)],
    ['Amount', describeAmount(thanku)],
    ['Platform', `order ${thanku.orderId}`],
    ['Gives', thanku.cause && `${thanku.impact ?? ''} × ${thanku.cause}`],
    ['Attempts', thanku.attempts],
    [
      'Links',
      thanku.nameErased === true
        ? 'Its customer was erased, so its links are no longer shown.'
        : (customerLink ?? link) &&
          html`${outside(customerLink, 'Where the customer collects it')}${outside(link, 'Its public page')}${outside(certificateLink, 'Its certificate')}`,
    ],
    ['Receipt', receipt?.id],
    ['Refunds', basket?.refundable && `are sent to Thanx until ${instant(basket.refundable.until)}`],
    ['Data', describeData(order)],
  ];
  return html`<dl>
    ${shown.map(([name, value]) =>
      value === undefined
        ? ''
        : html`<dt>${name}</dt>
            <dd>${value}</dd>`,
    )}
  </dl>`;
}

const life = (entries: WholeOrder['timeline']): Html =>
  html`<ol class="life">
    ${entries.map(({ at, of, what, words }) => html`<li><span class="soft">${time(at, toTheSecond(at))} ${of}</span><br />${what}${words === undefined ? '' : html`<blockquote>${words}</blockquote>`}</li>`)}
  </ol>`;

const toTheSecond = (at: string): string => `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')}Z`;

const customers = ({ rows: { thanku } }: WholeOrder): Html =>
  html`<iframe
      sandbox
      title="The page as its customer sees it"
      src="${orderPath(keyText(thanku))}/page?at=${thanku.updatedAt}"
    ></iframe>
    <p class="soft">
      Nothing in it can be pressed here.
      <a href="${orderPath(keyText(thanku))}/link" target="_blank" rel="noreferrer">Open it at its own address</a>.
      Whoever has that address sees the same.
    </p>`;

function requests(order: WholeOrder): Html {
  const sent = requestsOf(order);
  return html`<p>
      This is personal data: delete any copy of it. <a href="${orderPath(keyText(order.rows.thanku))}">Hide it</a>
    </p>
    ${
      sent.length === 0
        ? html`<p>${noRequests}</p>`
        : sent.map(
            ({ to, body }) =>
              html`<h3>${to}</h3>
                <pre class="output" tabindex="0">${body}</pre>`,
          )
    }`;
}
