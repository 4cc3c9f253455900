import { impactInWords } from '../../lib/order/thanku/impact-in-words.ts';
import { keyText, type OrderKey } from '../../lib/order/order-key.ts';
import { standingOf } from '../../lib/order/standing.ts';
import type { ShopSettings } from '../../lib/shops/settings.ts';
import { deployCommand } from '../cli/stages.ts';
import { command, ok, warning, wrong, type Finding } from '../connection/finding.ts';
import { describeThanku } from '../orders/describe-order.ts';
import type { OrderRows } from '../orders/order-rows.ts';
import { describeRefusal, type Answered } from '../send/post.ts';

/** The order that is followed. */
export interface Followed {
  stage: string;
  key: OrderKey;
  orderId: string;
  settings: Pick<ShopSettings, 'thanku' | 'thanx'>;
  /** The name of the shop's webhook secret. */
  secretName: string;
  /** How long functions may use older settings and secrets. */
  cacheSeconds: number;
}

/** What the page's function answered. `state`: of its content, if it's JSON. */
export interface PageAnswer {
  status: number;
  state?: string | undefined;
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;
const show = (order: Followed): string => command(order, `orders show ${keyText(order.key)}`);

export function webhookFinding(order: Followed, answered: Answered, tookMs: number): Finding {
  if (answered.status === 200) return ok('webhook', `The webhook was answered 200 in ${Math.round(tookMs)} ms.`);
  const { stage, secretName, cacheSeconds } = order;
  const said = describeRefusal(answered, { shop: order.key.shop, stage, secretName, cacheSeconds });
  return wrong('webhook', `The webhook was answered ${said}`);
}

export const claimFinding = (order: Followed, rows: OrderRows | undefined, afterMs: number): Finding =>
  rows === undefined
    ? warning(
        'claimed',
        `thank-customer hasn't claimed the order after ${seconds(afterMs)}: its event waits in the queue behind others, or can't be processed.`,
        command(order, 'status'),
        command(order, 'stuck'),
        command(order, `orders find '${order.orderId}' --shop ${order.key.shop}`),
      )
    : ok('claimed', `thank-customer claimed the order after ${seconds(afterMs)}.`);

export function thankuFinding(order: Followed, rows: OrderRows | undefined, nowMs: number): Finding {
  const thanku = rows?.thanku;
  if (thanku?.state === 'simulated') {
    const impact = thanku.impact === undefined ? '' : `: ${impactInWords(thanku.impact, order.settings.thanku, 'en')}`;
    return ok('thanku', `ThankU checked the request and stored nothing${impact}.`);
  }
  if (thanku?.state === 'posted' || thanku?.state === 'skipped' || thanku?.state === 'failed')
    return wrong(
      'thanku',
      thanku.state === 'posted'
        ? 'ThankU stored a ThankU, although the order is a test: it cost money. Stop the shop, and report this.'
        : `The ThankU is ${describeThanku(thanku)}, and should be simulated.${words(rows)}`,
      ...(thanku.state === 'posted'
        ? [command(order, `pause --shop ${order.key.shop} --why "a test order was not simulated"`)]
        : []),
      show(order),
    );
  const whole = thanku && standingOf({ thanku, receipt: undefined, giftCards: undefined }, undefined, nowMs).whole;
  if (whole?.phase !== 'stopped')
    return warning(
      'thanku',
      `ThankU hasn't accepted the request yet, and thankflow tries again.${words(rows)}`,
      show(order),
    );
  return whole.stop.by === 'pause'
    ? warning(
        'thanku',
        'The order waits, because the ThankUs of its shop are paused.',
        command(order, `resume --shop ${order.key.shop}`),
      )
    : warning(
        'thanku',
        `The order waits, because its shop's circuit is open: its orders failed before, or its ThankU token is missing.${words(rows)}`,
        command(order, 'stuck'),
        show(order),
      );
}

/** What ThankU last said. */
const words = (rows: OrderRows | undefined): string => {
  const { code, status } = rows?.thanku.lastError ?? {};
  return code === undefined ? '' : ` The last attempt: ${code}${status === undefined ? '' : `, ${status}`}.`;
};

export function receiptFinding(order: Followed, rows: OrderRows | undefined): Finding {
  if (rows?.thanku.receipt !== 'none' || (rows.receipt ?? rows.basket) !== undefined)
    return wrong(
      'receipt',
      'The order has a receipt or basket for Thanx, although it is a test. Stop the shop’s Thanx part, and report this.',
      command(order, `pause --shop ${order.key.shop} --thanx --why "a test order was sent to Thanx"`),
      show(order),
    );
  return ok(
    'receipt',
    order.settings.thanx === undefined
      ? 'There is no receipt: the shop has no loyalty programme.'
      : 'Thanx gets no receipt or basket, because the order is a test.',
  );
}

export const settledFinding = (order: Followed, rows: OrderRows | undefined, afterMs: number): Finding =>
  rows?.thanku.settledAt === undefined
    ? warning(
        'settled',
        `The order isn't settled after ${seconds(afterMs)}: its event wasn't published, or its data isn't deleted yet.`,
        show(order),
        command(order, 'stuck'),
      )
    : ok(
        'settled',
        `The order was settled after ${seconds(afterMs)}: its event is published, and its data is deleted.`,
      );

export function pageFinding(
  order: Followed,
  answered: { link: string; html: PageAnswer; json: PageAnswer } | undefined,
): Finding {
  const key = command(order, `shops link-key ${order.key.shop}`);
  if (answered === undefined)
    return wrong(
      'page',
      'The stage has no key for links: it was deployed by a version without thank-you pages.',
      deployCommand(order.stage),
    );
  const { link, html, json } = answered;
  if (html.status === 200 && json.state === 'simulated')
    return ok('page', `The customer’s page says that it was a test: ${link}`);
  if (html.status === 404)
    return wrong(
      'page',
      `The page refuses the link that the shop computes (404), as if its key were another one: ${link}`,
      key,
      command(order, 'doctor'),
    );
  return wrong(
    'page',
    html.status === 200
      ? `The page shows “${json.state ?? `status ${json.status}`}” instead of a test: ${link}`
      : `The customer’s page answers ${html.status}: ${link}`,
    command(order, 'doctor'),
    show(order),
  );
}

export const linkFinding = (order: Followed, forged: PageAnswer | undefined): Finding =>
  forged?.status === 404
    ? ok('link', 'The link’s MAC holds: with a wrong one, the page answers 404.')
    : wrong(
        'link',
        `With a wrong MAC, the page answers ${forged?.status ?? 'nothing'} instead of 404: anyone could see the pages of others’ orders.`,
        deployCommand(order.stage),
      );
