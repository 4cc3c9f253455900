import { describe, expect, it } from 'vitest';
import { keys } from '../../../lib/store/keys.ts';
import { pid, shop } from '../support/runbook-stage.ts';
import { on, see, stage, stuck } from './stack.ts';

const key = `${shop}/${pid}`;
const isGone = async () => expect(await see.deadLetters('orders-dlq')).toEqual([]);

/** Presses a button on Now, confirms on the page that it leads to, and sees the job succeed and the stage well. */
async function repair(
  button: string,
  { first, says, within }: { first?: () => Promise<void>; says: string[]; within?: string },
) {
  await on.press(`${button}…`, within);
  await on.shows(...says);
  await first?.();
  await on.press(button);
  await on.shows('Done');
  expect(on.problems.splice(0)).toEqual([]);
}

async function isStuck(code: Parameters<typeof stuck>[0]): Promise<void> {
  await stuck(code);
  await on.open('/');
  await on.shows(code);
}

describe('a button on Now', () => {
  it('retries an order, and follows it until it is thanked', async () => {
    await isStuck('thanku-gave-up');
    await repair('Retry', { says: ['The order as it is now', key, 'failed (gave-up)'] });
    await on.shows('thanked', 'Healthy', 'nothing waits');
    await see.settled(shop, pid);
    expect(await see.thankus(pid)).toHaveLength(1);
    await isGone();
  });

  it('records a receipt that an operator saw at Thanx', async () => {
    await isStuck('receipt-unknown-not-looked-up');
    await repair('Record', {
      says: ['The receipt’s ID at Thanx', 'Records what you found out'],
      first: () => on.type('The receipt’s ID', 'seen-on-the-dashboard'),
    });
    expect(await see.receipt(shop, pid)).toMatchObject({ state: 'submitted', id: 'seen-on-the-dashboard' });
    await see.settled(shop, pid);
  });

  it('records that a person has seen what nobody can know', async () => {
    await isStuck('thanku-perhaps');
    await repair('Record', { says: [`orders resolve ${key} --as seen`] });
    expect(await see.settled(shop, pid)).toMatchObject({ stuck: 'seen' });
  });

  it.each([
    ['brake-shop', `resume --shop ${shop}`],
    ['brake-credential', 'resume --credential main'],
  ] as const)('ends a pause: %s', async (code, command) => {
    await stuck(code);
    await stage.deliverOrder();
    await see.quiet();
    await on.open('/');
    await on.shows('Paused', code);
    await repair('Resume', { says: [command] });
    await see.settled(shop, pid);
    expect(await see.receipts(key)).toHaveLength(1);
  });
});

describe('a button on an order’s page', () => {
  it('has a receipt sent again that Thanx certainly hasn’t', async () => {
    await stuck('receipt-unknown-not-looked-up');
    await on.open(`/orders/${key}`);
    await on.page.click('#next summary');
    await repair('Record', { says: ['--as not-sent'], within: '//form[input/@value="not-sent"]' });
    await see.settled(shop, pid);
    expect(await see.receipts(key)).toHaveLength(1);
    expect(await see.receipt(shop, pid)).toMatchObject({ state: 'submitted' });
  });
});

describe('a press', () => {
  it('is refused if the order has changed since the page showed it, and the message stays', async () => {
    await isStuck('thanku-gave-up');
    const calls = await see.thankuCalls(pid);
    await on.press('Retry…');
    await see.store.thanku.change(keys.thanku(shop, pid), (row) => ({ ...row, attempts: 7 }));
    await on.press('Retry');
    await on.shows('Nothing was done', `${key} has changed since the page showed it`);
    await on.page.evaluate('document.dispatchEvent(new Event("visibilitychange"))');
    await on.page.evaluate('new Promise((resolve) => requestIdleCallback(resolve))');
    await on.shows('Nothing was done');
    expect(await see.thankuCalls(pid)).toBe(calls);
    expect(await see.order(shop, pid)).toMatchObject({ state: 'failed' });
  });

  it('acts on the order that the page shows after it has updated itself', async () => {
    await on.open('/');
    await on.shows(key);
    const row = (await see.order(shop, pid))!;
    const other = `${shop}-2002`;
    await see.store.thanku.insert(keys.thanku(shop, other), { ...row, pid: other, orderId: '2002' });
    await see.store.thanku.delete(keys.thanku(shop, pid));
    await on.shows(`${shop}/${other}`);
    await on.press('Retry…');
    await on.shows(`orders retry ${shop}/${other}`);
    expect(await on.text()).not.toContain(pid);
  });

  it('leads to a page that keeps what is typed when the browser shows it again', async () => {
    await isStuck('shop-held-token');
    await on.press('Put the token…');
    await on.type('ThankU token', 'half of a tok');
    // As after a look into a password manager in another tab.
    const asked: string[] = [];
    const note = (request: { url(): string }) => void asked.push(request.url());
    on.page.on('request', note);
    await on.page.evaluate('document.dispatchEvent(new Event("visibilitychange"))');
    await on.page.evaluate('new Promise((resolve) => requestIdleCallback(resolve))');
    on.page.off('request', note);
    expect(asked).toEqual([]);
    expect(await (await on.field('ThankU token')).evaluate((input) => Reflect.get(input, 'value'))).toBe(
      'half of a tok',
    );
    await on.press('Cancel');
  });
});
