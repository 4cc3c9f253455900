import type { CheckId } from '../../../ops/thanx/certify/contract.ts';
import type { RecordedCall } from '../../../ops/thanx/certify/recording.ts';
import { all, atMs, body, edit, header, is, many, moved, sentAgain, without, type Any, type Plant } from './plant.ts';

const token = is('POST /partner/oauth/token');
const scopes = is('GET /partner/scopes', 'preflight');
const receipt = is('POST /receipts', 'receipt');
const giftCard = is('POST /gift_cards', 'gift-card');
/** The first basket that is billed, and only once. */
const basket = is('POST /api/baskets', 'partial-refund');
const twice = is('POST /api/baskets', 'basket-twice');
const user = is('GET /partner/users', 'look-up');

type Breach = [mode: 'receipts' | 'baskets', what: string, check: CheckId, plant: Plant];
type InMode = [what: string, check: CheckId, plant: Plant];

const receipts: InMode[] = [
  ['a missing User-Agent', 'header-missing', header(receipt, 'user-agent', undefined)],
  ['a token call without Accept-Version', 'header-missing', header(token, 'accept-version', undefined)],
  ['another Accept-Version', 'header-value', header(receipt, 'accept-version', 'v3.1')],
  ['a token without its scheme', 'header-value', header(receipt, 'authorization', 'redacted-token-2')],
  ['a Date an hour ago', 'header-value', header(receipt, 'date', 'Mon, 02 Mar 2026 11:00:00 GMT')],
  ['the merchant key to the consumer API', 'header-forbidden', header(receipt, 'merchant-key', 'redacted')],
  ['a header of our own', 'header-unknown', header(receipt, 'x-shop', 'redacted')],
  ['a field not in the docs', 'field-unknown', body(receipt, (sent) => (sent.receipt.order_id = 'redacted'))],
  ['an amount as text', 'field-type', body(receipt, (sent) => (sent.receipt.amount = '12.50'))],
  ['a PIN as a number', 'field-type', body(giftCard, (sent) => (sent.pin = 1))],
  [
    'a date without an offset',
    'field-format',
    body(receipt, (sent) => (sent.receipt.purchased_at = '2026-03-02T10:00:00')),
  ],
  ['a day instead of a time', 'field-format', body(receipt, (sent) => (sent.receipt.purchased_at = '2026-03-02'))],
  ['an invalid e-mail address', 'field-format', body(token, (sent) => (sent.email = 'redacted'))],
  ['a wrong enumeration value', 'field-value', body(receipt, (sent) => (sent.receipt.payment_type = 'paypal'))],
  ['an amount of zero', 'field-value', body(receipt, (sent) => (sent.receipt.amount = 0))],
  ['pages that are too long', 'field-value', edit(is('GET /receipts'), (call) => (call.url += '0'))],
  ['a required field missing', 'field-missing', body(receipt, (sent) => delete sent.receipt.purchased_at)],
  ['two ways to name the member', 'field-missing', body(token, (sent) => (sent.user_id = 'user-1'))],
  ['a receipt that is not wrapped', 'nesting', edit(receipt, (call) => (call.body = call.body.receipt))],
  ['a gift card that is wrapped', 'nesting', edit(giftCard, (call) => (call.body = { gift_card: call.body }))],
  [
    'data before authentication',
    'authentication',
    (calls) => [...calls.filter((call) => !receipt(call)), moved(calls.find(receipt)!, atMs(calls[0]!) - 5000)],
  ],
  ['a token that nobody issued', 'authentication', header(receipt, 'authorization', 'Bearer redacted-token-99')],
  [
    "a member's token to the partner API",
    'authentication',
    (calls) => {
      const { authorization } = calls.find(receipt)!.headers;
      return header(is('GET /partner/scopes', 'too-many-requests'), 'authorization', authorization)(calls);
    },
  ],
  ['a retry without a pause', 'pause-after-error', (calls) => retried(calls, [20, 1500])],
  ['pauses that shrink', 'growing-pauses', (calls) => retried(calls, [2000, 700])],
  ['pauses that stay the same', 'growing-pauses', (calls) => retried(calls, [700, 700, 700])],
  [
    'a 429 that is ignored',
    'pause-after-429',
    (calls) => {
      const refused = calls.find(({ status }) => status === 429)!;
      return [...calls, moved(calls.find(scopes)!, Date.parse(refused.endedAt!) + 500)];
    },
  ],
  ['six calls in a second', 'rate-second', many(scopes, 6, 150)],
  ['2,001 calls in 15 minutes', 'rate-window', many(scopes, 2001, 440)],
  [
    'a receipt sent again after a time-out',
    'receipt-resend',
    all(
      edit(receipt, unanswered),
      // The look that came after it is no look any more.
      without(is('GET /receipts')),
      sentAgain(receipt, 60_000),
    ),
  ],
  ['an accepted receipt sent again', 'receipt-resend', sentAgain(receipt, 60_000)],
  [
    'too many errors',
    'error-share',
    all(...['GET /partner/merchants', 'GET /receipts', 'GET /gift_cards'].map((route) => edit(is(route), failed))),
  ],
  ['the same error again and again', 'recurring-errors', all(many(scopes, 40, 1000), many(scopes, 3, 1000, failed))],
  [
    'a path that is not in the docs',
    'paths',
    edit(is('GET /receipts'), (call) => (call.url = call.url.replace('/receipts', '/v4/receipts'))),
  ],
  ['a wrong method', 'paths', edit(giftCard, (call) => (call.method = 'PUT'))],
  ['a host of somebody else', 'hosts', edit(receipt, (call) => (call.url = 'https://api.thanx.example/receipts'))],
  ['no HTTPS', 'hosts', edit(receipt, (call) => (call.url = 'http://api.thanxsandbox.com/receipts'))],
  ['a GET with a body', 'field-unknown', edit(is('GET /receipts'), (call) => (call.body = { merchant_id: 'm-1' }))],
  ['a POST with a query', 'field-unknown', edit(receipt, (call) => (call.url += '?access_token=redacted-token-2'))],
  ['a parameter that is there twice', 'field-value', edit(is('GET /receipts'), (call) => (call.url += '&page=2'))],
  [
    'a time with a space',
    'field-format',
    body(receipt, (sent) => (sent.receipt.purchased_at = '2026-03-02 10:00:00Z')),
  ],
  ['a field beside the wrapper', 'nesting', body(receipt, (sent) => (sent.debug = true))],
  ['a token that has expired', 'authentication', sentAgain(is('GET /receipts'), 2 * 3_600_000)],
  [
    'a 429 that is ignored within the same millisecond',
    'pause-after-429',
    (calls) => [...calls, moved(calls.find(scopes)!, Date.parse(calls.find(({ status }) => status === 429)!.endedAt!))],
  ],
  ['an answer in another shape', 'answer-shape', edit(receipt, (call) => delete call.answer.receipt.id)],
];

const baskets: InMode[] = [
  ['a basket with the Accept of the other APIs', 'header-value', header(basket, 'accept', 'application/json')],
  ['a basket without the merchant key', 'header-missing', header(basket, 'merchant-key', undefined)],
  ['a basket with X-ClientId', 'header-forbidden', header(basket, 'x-clientid', 'redacted-client-1')],
  ['a coupon together with a token', 'header-forbidden', header(basket, 'reward-redemption-token', 'redacted')],
  [
    '`amount` for points instead of `subtotal`',
    'points-subtotal',
    body(basket, (sent) => {
      sent.amount = sent.subtotal;
      delete sent.subtotal;
    }),
  ],
  ['a quantity not in the docs', 'field-unknown', body(basket, (sent) => (sent.items[0].quantity = 1))],
  ['a price as text', 'field-type', body(basket, (sent) => (sent.items[0].price = '10.00'))],
  [
    'a time of payment without an offset',
    'field-format',
    body(basket, (sent) => (sent.payments[0].authorized_at = '2026-03-02T10:00:00')),
  ],
  ['a state that does not exist', 'field-value', body(basket, (sent) => (sent.state = 'paid'))],
  ['a basket without a location', 'field-missing', body(basket, (sent) => delete sent.location_uid)],
  ['a basket that is wrapped', 'nesting', edit(basket, (call) => (call.body = { basket: call.body }))],
  [
    'a basket at the host of the other APIs',
    'hosts',
    edit(basket, (call) => (call.url = 'https://api.thanxsandbox.com/api/baskets')),
  ],
  ['a basket without a look-up', 'lookup', without(is('GET /partner/users'))],
  ['a look-up of somebody else', 'lookup', edit(user, (call) => (call.answer.users[0].id = 'somebody-else'))],
  ['a refund of what was never billed', 'basket-order', without((call) => basket(call) && stateOf(call) === 'billed')],
  ['billed after the refund', 'refund-last', sentAgain(twice, 60_000)],
  ['a refund of more than was billed', 'refund-basket', body(isSecond(basket), (sent) => (sent.subtotal = 99))],
  ['a refund at another place', 'refund-basket', body(isSecond(basket), (sent) => (sent.location_uid = 'elsewhere'))],
  ['another basket with the same id', 'basket-resend', body(isSecond(twice), (sent) => (sent.subtotal = 13))],
  [
    'a resent basket that Thanx refuses',
    'basket-resend',
    edit(isSecond(twice), (call) => {
      call.status = 400;
      call.answer = { code: 400, message: 'There is such a basket.' };
    }),
  ],
];

/** What is wrong, the one check that finds it, and how it is planted in a correct recording of a mode. */
export const breaches: Breach[] = [
  ...receipts.map(([what, check, plant]): Breach => ['receipts', what, check, plant]),
  ...baskets.map(([what, check, plant]): Breach => ['baskets', what, check, plant]),
];

function stateOf({ body: sent }: RecordedCall): unknown {
  return (sent as Any)?.state;
}

/** The second of the calls that match. */
function isSecond(where: (call: RecordedCall) => boolean) {
  let seen = 0;
  return (call: RecordedCall) => where(call) && (seen += 1) === 2;
}

function unanswered(call: Any): void {
  for (const part of ['status', 'answer', 'answerHeaders']) delete call[part];
}

function failed(call: Any): void {
  call.status = 400;
  call.answer = { error: { code: 'BAD_REQUEST', message: 'No.' } };
}

/** The calls that got a 503, and the one after them, with these pauses. */
function retried(calls: RecordedCall[], pausesMs: number[]): RecordedCall[] {
  const first = calls.find(is('GET /partner/scopes', 'server-errors'))!;
  const others = calls.filter(({ flow }) => flow !== 'server-errors');
  const fine = calls.find(scopes)!;
  let atEndMs = Date.parse(first.endedAt!);
  const retries = pausesMs.map((pauseMs, index) => {
    const like = index === pausesMs.length - 1 ? { ...fine, flow: 'server-errors' } : first;
    const retry = moved(like, atEndMs + pauseMs);
    atEndMs = Date.parse(retry.endedAt!);
    return retry;
  });
  return [...others, first, ...retries];
}
