import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { output } from '../../../ops/cli/output.ts';
import type { ShopFacts } from '../../../ops/connection/facts.ts';
import { findingsOf } from '../../../ops/connection/findings.ts';
import { printFindings } from '../../../ops/connection/print.ts';
import { compareSubscriptions } from '../../../ops/connection/webhook-urls.ts';
import { onTerminal } from '../on-terminal.ts';

const api = 'https://hooks.example';
const nowMs = Date.parse('2026-11-20T12:00:00Z');
const webhookUrl = `${api}/webhooks/oak`;
const source = 'aws.partner/shopify.com/12345/thankflow';
const place = { webhookUrl, eventSources: [source] };
const topics = ['orders/paid', 'orders/cancelled', 'refunds/create'];
const subscribed = topics.map((topic, id) => ({ id: String(id), topic, url: webhookUrl, state: 'active' as const }));
const works = { works: true as const, shop: undefined, missingScopes: [], limits: [], readOrder: true as const };
const arrived = (outcome: string, count = 3, last = nowMs - 60_000) => ({
  shop: 'oak',
  outcome,
  count,
  first: last,
  last,
});

/** A shop with which nothing is wrong. */
const facts = (changes: Partial<ShopFacts> = {}): ShopFacts => ({
  stage: 'prod',
  shop: 'oak',
  platform: 'shopify',
  settings: 'in-effect',
  revision: 3,
  webhookUrl,
  urlProblem: undefined,
  eventSources: [],
  hasWebhookSecret: true,
  hasThankuToken: true,
  secretPutAtMs: undefined,
  credential: { kind: 'examined', examined: { ...works, subscriptions: subscribed } },
  topics,
  deliveries: { outcomes: [arrived('accepted')] },
  newestOrderAt: '2026-11-20T11:59:00.000Z',
  reconciles: true,
  reconcileState: {
    shop: 'oak',
    since: '2026-11-01T00:00:00.000Z',
    cursorMs: nowMs - 3_600_000,
    last: { at: '2026-11-20T11:00:00.000Z', listed: 12, queued: 0, calls: 1 },
    dueKind: 'reconcile',
    dueAt: nowMs,
  },
  problems: [],
  notify: { targets: [], unused: [] },
  ...changes,
});
const withSubscriptions = (subscriptions: object[], changes: Partial<ShopFacts> = {}) =>
  facts({
    credential: { kind: 'examined', examined: { ...works, subscriptions: subscriptions as never } },
    ...changes,
  });
const codesOf = (of: ShopFacts, state: string) =>
  findingsOf(of, nowMs).flatMap((finding) => (finding.state === state ? [finding.code] : []));

describe('findings', () => {
  it('say that orders cannot be fetched without a credential', () => {
    const without = { credential: { kind: 'none' as const }, reconciles: false };
    expect(codesOf(facts({ ...without, platform: 'squarespace' }), 'wrong')).toContain('credential-missing');
    expect(codesOf(facts(without), 'wrong')).not.toContain('credential-missing');
  });

  it('has nothing to say about a shop that is connected', () => {
    expect(findingsOf(facts(), nowMs).filter(({ state }) => state !== 'ok')).toEqual([]);
  });

  it('has nothing to say about one whose webhooks come as events, and which needs no webhook secret', () => {
    const events = subscribed.map((one) => ({ ...one, url: `arn:aws:events:eu-central-1::event-source/${source}` }));
    const deliveries = { outcomes: [arrived('event-accepted')] };
    const changes = { eventSources: [source], hasWebhookSecret: false, deliveries };
    expect(findingsOf(withSubscriptions(events, changes), nowMs).filter(({ state }) => state !== 'ok')).toEqual([]);
    const elsewhere = withSubscriptions(events, { ...changes, eventSources: [] });
    expect(codesOf(elsewhere, 'wrong')).toEqual(['webhook-secret-missing']);
    expect(codesOf(elsewhere, 'unknown')).toContain('webhook-unlisted');
  });

  it('doesn’t say that the webhook secret fits because an event was accepted', () => {
    const accepted = { deliveries: { outcomes: [arrived('event-accepted')] }, eventSources: [source] };
    expect(codesOf(facts(accepted), 'unknown')).toEqual(['secret-untested']);
  });

  it.each([
    [true, 'Reconciliation queues the orders in between.'],
    [false, 'reconcile --shop oak --since WHEN'],
  ])('says how the orders come back that a paused webhook has lost (reconciliation on: %s)', (reconciles, todo) => {
    const paused = [...subscribed.slice(1), { ...subscribed[0], state: 'paused' }];
    const found = findingsOf(withSubscriptions(paused, { reconciles }), nowMs);
    expect(found.find(({ code }) => code === 'webhook-paused')?.todo.join()).toContain(todo);
  });

  const elsewhere = { id: '8', topic: 'orders/paid', url: 'https://dev.example/webhooks/oak', state: 'active' };
  it.each<[string, string, ShopFacts]>([
    ['wrong', 'webhook-missing', withSubscriptions(subscribed.slice(1))],
    ['wrong', 'webhook-paused', withSubscriptions([...subscribed.slice(1), { ...subscribed[0], state: 'paused' }])],
    ['wrong', 'webhook-none', withSubscriptions([], { deliveries: { outcomes: [] } })],
    ['unknown', 'webhook-unlisted', withSubscriptions([])],
    ['wrong', 'webhook-missing', withSubscriptions([], { platform: 'woocommerce' })],
    ['warning', 'webhook-duplicate', withSubscriptions([...subscribed, { ...subscribed[0], id: '9' }])],
    ['warning', 'webhook-elsewhere', withSubscriptions([...subscribed, elsewhere])],
    ['warning', 'webhook-failing', withSubscriptions([{ ...subscribed[0], failures: 3 }, ...subscribed.slice(1)])],
    ['wrong', 'secret-wrong', facts({ deliveries: { outcomes: [arrived('refused')] } })],
    ['unknown', 'secret-untested', facts({ deliveries: { outcomes: [arrived('refused')] }, secretPutAtMs: nowMs })],
    ['unknown', 'secret-untested', facts({ platform: 'woocommerce', deliveries: { outcomes: [arrived('ping')] } })],
    [
      'warning',
      'secret-doubtful',
      facts({ deliveries: { outcomes: [arrived('accepted'), arrived('refused', 1, nowMs)] } }),
    ],
    [
      'warning',
      'credential-limit',
      facts({
        credential: {
          kind: 'examined',
          examined: { ...works, limits: ['it sees no webhooks'], subscriptions: undefined },
        },
      }),
    ],
    [
      // Nobody can end that, so it's no warning.
      'unknown',
      'credential-limit',
      facts({
        platform: 'squarespace',
        credential: {
          kind: 'examined',
          examined: { ...works, limits: ['it sees no webhooks'], subscriptions: undefined },
        },
      }),
    ],
    ['unknown', 'webhook-url-unknown', facts({ webhookUrl: undefined, urlProblem: 'no rights' })],
    ['warning', 'never-arrived', facts({ deliveries: { outcomes: [] }, newestOrderAt: undefined })],
    ['unknown', 'deliveries-unknown', facts({ deliveries: { problem: 'No rights.' } })],
    ['wrong', 'webhook-secret-missing', facts({ hasWebhookSecret: false })],
    ['wrong', 'thanku-token-missing', facts({ hasThankuToken: false })],
    ['wrong', 'credential-missing', facts({ credential: { kind: 'none' } })],
    [
      'wrong',
      'credential-missing',
      facts({ credential: { kind: 'none' }, platform: 'squarespace', reconciles: false }),
    ],
    ['unknown', 'credential-none', facts({ credential: { kind: 'none' }, reconciles: false })],
    ['warning', 'reconcile-off', facts({ reconciles: false })],
    [
      'wrong',
      'credential-unauthorized',
      facts({ credential: { kind: 'examined', examined: { works: false, kind: 'unauthorized', why: '401' } } }),
    ],
    [
      'wrong',
      'credential-scopes',
      facts({
        credential: {
          kind: 'examined',
          examined: { ...works, missingScopes: ['read_orders'], subscriptions: undefined },
        },
      }),
    ],
  ])('%s: %s', (state, code, of) => {
    expect(codesOf(of, state)).toContain(code);
  });

  it('lets a Shopware shop register again if its secret is wrong, because nobody can enter one', () => {
    const found = findingsOf(facts({ platform: 'shopware', deliveries: { outcomes: [arrived('refused')] } }), nowMs);
    const { todo } = found.find(({ code }) => code === 'secret-wrong')!;
    expect(todo[0]).toMatch(/secrets put app --shop oak --register-again --stage prod$/);
  });

  it('creates nothing for a topic that somebody paused', () => {
    const paused = [...subscribed.slice(1), { ...subscribed[0]!, state: 'paused' as const }];
    expect(compareSubscriptions(paused, topics, place)).toMatchObject({ missing: [], paused: [{ id: '0' }] });
  });

  it.each([60, 80])('fits %i columns, and says what to do', (columns) => {
    const worst = withSubscriptions([elsewhere, { ...subscribed[0], state: 'paused' }], {
      hasThankuToken: false,
      deliveries: { outcomes: [arrived('refused', 12_345)] },
    });
    const text = onTerminal(columns, () => printFindings(output(false), findingsOf(worst, nowMs)));
    const lines = stripVTControlCharacters(text).split('\n');
    expect(lines.filter((line) => line.length > columns)).toEqual([]);
    expect(text).toContain('→ ./thankflow shops check oak --fix --stage prod');
  });
});

describe('where a webhook is sent', () => {
  it.each([
    ['https://hooks.example/webhooks/oak', 'here'],
    ['https://HOOKS.example/webhooks/oak', 'here'],
    ['https://hooks.example/webhooks/oak/', 'elsewhere'],
    ['http://hooks.example/webhooks/oak', 'elsewhere'],
    ['https://x.execute-api.eu-central-1.amazonaws.com/webhooks/oak', 'elsewhere'],
    ['https://hooks.example/webhooks/oakley', 'otherShop'],
    ['arn:aws:events:eu-central-1::event-source/aws.partner/shopify.com/1/x', undefined],
    [`arn:aws:events:eu-central-1::event-source/${source}`, 'here'],
    ['https://erp.example/orders', undefined],
  ])('%s: %s', (url, where) => {
    const found = compareSubscriptions([{ id: '1', topic: 'orders/paid', url, state: 'active' }], topics, place);
    const places = { here: found.here, elsewhere: found.elsewhere, otherShop: found.otherShop };
    expect(Object.entries(places).flatMap(([name, of]) => (of.length > 0 ? [name] : []))).toEqual(where ? [where] : []);
  });
});
