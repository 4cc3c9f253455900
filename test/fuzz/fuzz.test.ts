import { Webhook } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import { caseOf, type FuzzCase } from '../../fuzz/case.ts';
import { postCase, type Posted } from '../../fuzz/post.ts';
import { requestText } from '../../fuzz/report.ts';
import { runCases } from '../../fuzz/run.ts';
import { nowMs, shops } from '../../fuzz/shops.ts';
import { PlatformName } from '../../lib/shops/platform-name.ts';
import { judgeSignature } from '../../fuzz/signatures.ts';
import { treeOf, written } from '../../fuzz/tree.ts';

const outcomesOf = (answers: ReadonlyMap<string, number> = new Map()) => new Set(answers.keys());

describe('webhooks of one seed', () => {
  it('violate nothing, and meet every answer', async () => {
    const { findings, answers } = await runCases({ seed: 7, cases: 150 * PlatformName.options.length });
    expect(findings).toEqual([]);
    const everywhere = ['200 quarantined', '401 refused', '401 unsigned'];
    for (const platform of PlatformName.options) {
      // Ecwid's webhooks only name orders, and Stripe has no cancellations of paid orders.
      const names =
        platform === 'ecwid' ? ['lookup'] : ['paid', 'refunded', ...(platform === 'stripe' ? [] : ['cancelled'])];
      const expected = [...everywhere, ...names.map((name) => `200 accepted (${name})`)];
      expect([...outcomesOf(answers.get(platform))]).toEqual(expect.arrayContaining(expected));
    }
    expect(outcomesOf(answers.get('woocommerce'))).toContain('200 accepted (unpaid)');
    expect(outcomesOf(answers.get('standard'))).toContain('200 ping');
  });

  it('meet what is rare at Shopify, too', async () => {
    const { findings, answers } = await runCases({ seed: 7, cases: 1500, platform: 'shopify' });
    expect(findings).toEqual([]);
    expect(outcomesOf(answers.get('shopify'))).toContain('200 void');
  });

  it('are the same each time', () => {
    const text = (index: number) => requestText(caseOf({ seed: 3, index }));
    for (let index = 0; index < 50; index++) expect(text(index)).toBe(text(index));
    expect(text(1)).not.toBe(text(2));
    expect(requestText(caseOf({ seed: 4, index: 1 }))).not.toBe(text(1));
  });
});

/** Runs a few webhooks against an ingest that does something wrong. */
async function foundIn(spoil: (posted: Posted) => void, shrinkTries = 100) {
  const posting = async (fuzzCase: FuzzCase) => {
    const posted = await postCase(fuzzCase);
    spoil(posted);
    return posted;
  };
  const { findings } = await runCases({ seed: 1, cases: 40, platform: 'standard', posting, shrinkTries });
  return findings;
}

describe('what is violated is found', () => {
  it('a webhook is stored that nobody signed', async () => {
    const findings = await foundIn((posted) => {
      if (posted.status === 401)
        posted.queued.push({ type: 'erase', shop: 'any-shop', at: '2026-02-03T12:00:00.000Z' });
    });
    expect(findings.map(({ property }) => property)).toEqual(['genuine']);
    expect(findings[0]?.smallest.body).toHaveLength(0);
  });

  it('a genuine webhook is refused', async () => {
    const findings = await foundIn((posted) => {
      if (posted.outcome === 'quarantined') posted.status = 401;
    });
    expect(findings).toMatchObject([
      { property: 'genuine', detail: 'a valid secret signed it, but it is answered 401' },
    ]);
  });

  it('an amount comes from nowhere', async () => {
    const findings = await foundIn(({ queued }) => {
      for (const event of queued) if (event.type === 'paid') event.order.amount = '77777777.77';
    }, 800);
    expect(findings).toMatchObject([
      { property: 'amount', detail: expect.stringContaining('order.amount is 77777777.77, but the body') },
    ]);
    // Nothing but what makes it an order is left.
    expect(Object.keys(JSON.parse(String(findings[0]?.smallest.body)).data).toSorted()).toEqual([
      'amount',
      'currency',
      'id',
      'paidAt',
    ]);
  });

  it.each([
    ['answers', (posted: Posted) => (posted.status = 503)],
    ['answers', (posted: Posted) => delete posted.status],
    ['quotes', (posted: Posted) => (posted.reason = 'found Ada')],
    ['id', ({ queued }: Posted) => queued.forEach((event) => Reflect.set(event, 'orderId', 'made-up'))],
    ['readable', ({ quarantine }: Posted) => quarantine.forEach((entry) => Reflect.deleteProperty(entry, 'url'))],
    ['prototypes', () => Object.assign(Object.prototype, { polluted: true })],
    ['readable', ({ queued }: Posted) => queued.forEach((event) => Reflect.set(event, 'shop', 'No Shop'))],
    ['readable', ({ queued }: Posted) => queued.forEach((event) => Reflect.set(event, 'more', 'x'.repeat(64 * 1024)))],
  ])('%s', async (property, spoil) => {
    const found = (await foundIn(spoil)).map((finding) => finding.property);
    expect(found).toContain(property);
    expect(Object.prototype).not.toHaveProperty('polluted');
  });
});

describe('the judge of signatures', () => {
  const [shop] = shops.standard;
  const body = Buffer.from('{"type":"ping"}');
  const headers = (secret: string, atMs = nowMs) => ({
    'webhook-id': 'msg_1',
    'webhook-timestamp': String(atMs / 1000),
    'webhook-signature': new Webhook(secret).sign('msg_1', new Date(atMs), body.toString()),
  });

  it('agrees with the Standard Webhooks library', () => {
    expect(judgeSignature(shop!, headers(shop!.secret.current), body)).toEqual({ isGenuine: true, isExact: true });
    expect(judgeSignature(shop!, headers(shop!.secret.previous.secret), body)).toEqual({
      isGenuine: true,
      isExact: true,
    });
    expect(judgeSignature(shop!, headers(shop!.secret.current), Buffer.from('{}'))).toEqual({
      isGenuine: false,
      isExact: false,
    });
    const late = headers(shop!.secret.current, nowMs - 301_000);
    expect(judgeSignature(shop!, late, body)).toEqual({ isGenuine: false, isExact: false });
  });

  it('knows an expired secret', () => {
    const full = shops.standard[1]!;
    expect(judgeSignature(full, headers(full.secret.previous.secret), body).isGenuine).toBe(false);
  });
});

it('a tree keeps what JavaScript would lose', () => {
  const json = '{"id":123456789012345678901,"__proto__":{"a":[1,null]},"text":"1,2: \\u0000"}';
  expect(written(treeOf(json))).toBe(json);
});
