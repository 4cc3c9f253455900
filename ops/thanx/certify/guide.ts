import { contract, type EndpointId } from './contract.ts';
import type { RecordedCall } from './recording.ts';
import { trafficOf, type Call } from './traffic.ts';

/** Shown once for each of these: an endpoint, in a flow, with an outcome. */
const kindOf = ({ flow, known, status, body }: Call): string =>
  [flow, known?.id, status, stateOf(body)].map((part) => part ?? '').join(' ');

const stateOf = (body: RecordedCall['body']): string =>
  typeof body === 'object' && body !== null && !Array.isArray(body) && typeof body['state'] === 'string'
    ? body['state']
    : '';

const purposes: Record<EndpointId, string> = {
  'get-scopes': 'checks what the credential may do',
  'get-merchants': 'checks that the merchant has opted in',
  'find-user': "finds the member with the customer's e-mail address",
  'create-token': 'gets a short-lived token, with which all calls about this member are made',
  'create-receipt': 'submits an order as a receipt',
  'list-receipts': "looks for a receipt whose outcome is unknown, and asks for receipts' states",
  'add-gift-card': "adds a gift card that was bought to its owner's account",
  'list-gift-cards': 'looks for a gift card whose outcome is unknown',
  'send-basket': 'sends an order as a basket, and later its refunds',
};

/**
 * The product guide that Thanx asks for before it certifies an integration, as Markdown.
 * @param recording hidden, see redact.ts: its calls become the examples
 */
export function productGuide(
  recording: readonly RecordedCall[],
  { shop, mode, version }: { shop: string; mode: 'receipts' | 'baskets'; version: string },
): string {
  const calls = trafficOf(recording);
  const used = new Map(calls.flatMap(({ known }) => (known === undefined ? [] : [[known.id, known] as const])));
  const seen = new Set<string>();
  const examples = calls.filter((call) => {
    const kind = kindOf(call);
    return !seen.has(kind) && seen.add(kind);
  });
  const limits = contract.rules;
  return `# Product guide: thankflow for ${shop}

thankflow ${version} takes paid orders from a shop's e-commerce platform, by webhook. It reports
each paid order of a member to Thanx exactly once: as ${mode === 'baskets' ? 'a basket in the state `billed`' : 'a receipt'}. It has no user
interface for members, shows no rewards, and redeems none. It runs on servers (AWS Lambda); nothing runs in a browser or
an app, and no credentials leave the servers.

## Endpoints

| endpoint | API | what for |
| --- | --- | --- |
${[...used].map(([id, { endpoint, api }]) => `| \`${endpoint.method} ${endpoint.path}\` | ${api.title} | ${purposes[id]} |`).join('\n')}

Scopes: \`auth.create\` for members' tokens${mode === 'baskets' ? ', and `users.read` to look members up' : ''}.

## What happens to an order

${mode === 'baskets' ? ofBaskets : ofReceipts}

## Rates and retries

- All calls with one credential share one budget, across all servers: at most ${limits['rate-second'].requests} requests in
  any second and ${limits['rate-window'].requests.toLocaleString('en-US')} in any 15 minutes. A call that has no permit waits.
- After a 429, nothing is sent with the credential until \`Retry-After\` is over, or for 30 seconds without it.
- After a 5xx, a time-out or a broken connection, the order is tried again after 5 seconds. The pause doubles each time, up
  to 15 minutes, and half of it is random. After 16 attempts, it's tried once an hour.
- Requests are never sent again at once. Each call has a connection of its own.

## Errors

| answer | what thankflow does |
| --- | --- |
| unknown user | the customer is no member: nothing is sent about the order |
| \`USER_EMAIL_INVALID\` | the same |
| 401, 403 | gets a new token, once. If that is refused too, asks for the credential's scopes. If the credential is refused, all its calls stop. Otherwise, ${mode === 'baskets' ? "the merchant's baskets wait" : 'the order has failed'}. Somebody is alerted |
| 404 without \`RESOURCE_NOT_FOUND\`, 405, 410, 3xx | all calls with the credential stop, and somebody is alerted |
| 429 | waits, see above |
| other 4xx | the order has failed. It isn't sent again; somebody is alerted |
| 5xx, time-out, unreadable answer | ${mode === 'baskets' ? 'the same basket is sent again, with the same id' : 'the outcome is unknown: the receipt is looked for before it may be sent again'} |

## Personal data

- Of members, thankflow uses the e-mail address, to find them. Their tokens are only in the servers' memory, until shortly
  before they expire.
- What it stores of a customer is encrypted, and is deleted when the order is settled. If an order failed, it's deleted
  after 30 days.${
    mode === 'baskets'
      ? "\n- For refunds, a basket and Thanx's id of its user are kept for 30 days after it was billed. The e-mail address isn't."
      : ''
  }
- Bodies, tokens, addresses and gift cards' numbers are never logged.
- A customer's data is erased when the platform or the shop asks for it.

## Examples

Recorded by \`thankflow thanx certify\`, in the order in which they were sent. Values such as \`redacted-token-1\` replace
credentials and personal data.

${examples.map(example).join('\n\n')}
`;
}

const ofReceipts = `1. A platform's webhook reports a paid order. Its signature is checked.
2. thankflow gets a token of the member with the customer's e-mail address. If no member has it, nothing is sent.
3. It submits one receipt. \`user_comments\` has the order's own id, so that the receipt can be found again.
4. If the outcome is unknown, it looks for the receipt in \`GET /receipts\`, and submits it again only if it isn't there.
5. It asks for the receipt's state, in long intervals, until it's \`applied\` or \`denied\`.

Receipts can't be taken back: orders that are cancelled before are never submitted.`;

const ofBaskets = `1. A platform's webhook reports a paid order. Its signature is checked.
2. thankflow looks up the member with the customer's e-mail address. If no member has it, nothing is sent.
3. It gets a token of this user.
4. It sends one basket in the state \`billed\`. The id is the order's own, so the same basket can be sent again safely.
   \`subtotal\` is before tax and tips.
5. If the order is refunded, it sends the basket again in the state \`refunded\`, usually without \`payments\`. \`subtotal\`
   is the sum of all refunds so far, so a full refund has the whole subtotal. More refunds may follow one of a part, and the
   basket is never billed again.`;

function example(call: Call): string {
  const { method, at, headers, body, status, answer, simulated, flow } = call;
  const request = [
    `${method} ${at.pathname}${at.search}`,
    `host: ${at.host}`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    ...(body === undefined ? [] : ['', JSON.stringify(body, undefined, 2)]),
  ];
  const by = simulated === true ? ' (made up by thankflow, to show what it does then)' : '';
  const said = answer === undefined ? [] : ['', '```json', JSON.stringify(answer, undefined, 2), '```'];
  return [
    `### ${call.number}. \`${method} ${at.pathname}\`${flow === undefined ? '' : ` (${flow})`}`,
    '',
    '```http',
    ...request,
    '```',
    '',
    `Answer: ${status ?? 'none'}${by}`,
    ...said,
  ].join('\n');
}
