import { ThankflowError } from '../../lib/errors.ts';
import { addLogFields } from '../../lib/lambda-telemetry.ts';
import { keyText } from '../../lib/order/order-key.ts';
import { pidOf } from '../../lib/order/pid.ts';
import { isAllowedOrigin } from '../../lib/shops/thanks-page-settings.ts';
import type { Language } from '../../lib/shops/thanku-settings.ts';
import type { ThanksRow } from '../../lib/store/thanks-reader.ts';
import { isLinkMac, linkKey } from '../../lib/thanks-link.ts';
import type { Assets } from './assets.ts';
import { contentOf } from './content.ts';
import { customerOrder, type CustomerOrder } from './order.ts';
import { contentSecurityPolicy, page } from './page.ts';
import type { PageSettings } from './page-settings.ts';
import type { Question } from './question.ts';
import { viewOf, type View } from './view.ts';

export interface Ports {
  settings: (shop: string) => Promise<PageSettings | undefined>;
  /** The stage's secret, from which all link keys are made. */
  linkSecret: () => Promise<string>;
  order: (shop: string, pid: string) => Promise<ThanksRow | undefined>;
  assets: Assets;
  /** Reports a row that this version can't read. */
  unreadable: (error: unknown) => void;
  now: () => number;
}

export interface Answer {
  statusCode: number;
  headers: Record<string, string>;
  body: string;
}

/** An erasure must become visible within this time. */
const finalMaxAgeSeconds = 300;

/**
 * `GET /t/{shop}?o={order id}&k={mac}`: the order's page, or its content as JSON. 404 unless the mac is right, whatever
 * is wrong. An order that thankflow hasn't received yet gets the page that waits.
 * @throws if the settings, the secret or the order can't be read
 */
export async function thanksPage(ports: Ports, question: Question): Promise<Answer> {
  const { shop, orderId, mac } = question;
  const [settings, secret] = await Promise.all([ports.settings(shop), ports.linkSecret()]);
  const keys = (settings?.keyVersions ?? []).map((version) => linkKey(secret, shop, version));
  if (settings === undefined || orderId === '' || !isLinkMac(mac, keys, shop, orderId)) {
    return answer(ports, question, undefined, { state: 'unknown' }, question.language);
  }
  const row = await readOrder(ports, settings, question);
  if (row === 'unreadable') return answer(ports, question, settings, { state: 'waiting' }, question.language);
  const language = row?.language ?? question.language;
  const order = row && customerOrder(row, { shop, orderId, language });
  return answer(ports, question, settings, viewOf(row, language, ports.now()), language, order);
}

async function readOrder(
  ports: Ports,
  { pidPrefix }: PageSettings,
  { shop, orderId }: Question,
): Promise<ThanksRow | 'unreadable' | undefined> {
  // Only a newer version knows the order's key.
  if (pidPrefix === undefined) return undefined;
  const pid = pidOf(pidPrefix, orderId);
  addLogFields({ shop, order: keyText({ shop, pid }) });
  try {
    return await ports.order(shop, pid);
  } catch (error) {
    if (!(error instanceof ThankflowError && error.code === 'bad-row')) throw error;
    ports.unreadable(error);
    return 'unreadable';
  }
}

/** The page for a failure that the next request may not meet. */
export const unavailable = (ports: Pick<Ports, 'assets'>, question: Question): Answer =>
  answer(ports, question, undefined, { state: 'unavailable' }, question.language);

function answer(
  { assets }: Pick<Ports, 'assets'>,
  { as, isHead, origin }: Question,
  settings: PageSettings | undefined,
  view: View,
  language: Language,
  order?: CustomerOrder,
): Answer {
  const content = contentOf(view, language, order);
  const isFinal = view.state === 'thanked' || view.state === 'simulated' || view.state === 'none';
  // Any page may learn that its link is wrong.
  const origins = view.state === 'unknown' ? ['*'] : (settings?.origins ?? []);
  const allowed = origin !== undefined && isAllowedOrigin(origin, origins);
  const headers = {
    'content-type': as === 'json' ? 'application/json' : 'text/html; charset=utf-8',
    'cache-control': isFinal ? `private, max-age=${finalMaxAgeSeconds}` : 'private, no-store',
    vary: 'accept, accept-language, origin',
    'referrer-policy': 'no-referrer',
    'x-robots-tag': 'noindex',
    'x-content-type-options': 'nosniff',
    ...(as === 'html' && { 'content-security-policy': contentSecurityPolicy(assets) }),
    ...(as === 'json' && allowed && { 'access-control-allow-origin': origin }),
    ...(view.state === 'unavailable' && { 'retry-after': '60' }),
  };
  const body = as === 'json' ? JSON.stringify(content) : page(content, settings?.name, assets);
  return { statusCode: statusOf(view), headers, body: isHead ? '' : body };
}

function statusOf({ state }: View): number {
  if (state === 'unknown') return 404;
  return state === 'unavailable' ? 503 : 200;
}
