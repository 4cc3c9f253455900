import { expect, it } from 'vitest';
import { inTime } from '../support/pauses.ts';
import { customer, pid, shop } from '../support/runbook-stage.ts';
import { deliver } from '../support/signed.ts';
import { consolePage } from './page.ts';
import { browser, on, see, stack, stage, startConsole, stuck } from './stack.ts';

const key = `${shop}/${pid}`;

/** What has the focus: its text, and whether a person can see that it has. */
const focused = () =>
  on.page.evaluate(`(() => {
    const at = document.activeElement;
    const { outlineStyle, outlineWidth } = getComputedStyle(at);
    const { left, right, top, bottom } = at.getBoundingClientRect();
    const isInView = right > 0 && left < innerWidth && bottom > 0 && top < innerHeight;
    return { text: (at.innerText ?? '').trim(), id: at.id, name: at.name, isSeen: isInView && outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2 };
  })()`) as Promise<{ text: string; id: string; name: string | undefined; isSeen: boolean }>;

/** Presses Tab until something of this text or name has the focus. Each thing on the way shows that it has it. */
async function tabTo(wanted: string): Promise<void> {
  const way: string[] = [];
  while (way.length < 60) {
    await on.page.keyboard.press('Tab');
    const { text, name, isSeen } = await focused();
    way.push(text || name || '?');
    expect([way.at(-1), isSeen]).toEqual([way.at(-1), true]);
    if (text === wanted || name === wanted) return;
  }
  throw new Error(`Tab doesn’t come to ${wanted}, only to ${way.join(', ')}`);
}

const enter = () => Promise.all([on.page.waitForNavigation(), on.page.keyboard.press('Enter')]);

it('a repair needs no mouse, and shows at each step what has the focus', async () => {
  await stuck('thanku-gave-up');
  await on.open('/');
  await on.shows('thanku-gave-up');
  await on.page.keyboard.press('Tab');
  expect(await focused()).toMatchObject({ text: 'Skip to the content', isSeen: true });
  await on.page.keyboard.press('Enter');
  expect(await focused()).toMatchObject({ id: 'main' });
  await tabTo('Retry…');
  await enter();
  await tabTo('why');
  await on.page.keyboard.type('with the keyboard');
  await tabTo('Retry');
  await enter();
  await on.shows('Done', 'thanked');
  await see.settled(shop, pid);
});

it('an order that comes while the page is open appears, and focus and what was typed stay', async () => {
  await stage.reset();
  await stage.apply();
  await on.open('/orders');
  expect(await on.text()).not.toContain('#1001');
  await on.page.type('input[type=search]', 'half a num');
  await stage.deliverOrder();
  await on.shows(`#1001`);
  await see.settled(shop, pid);
  await on.shows('posted');
  expect(await focused()).toMatchObject({ name: 'text' });
  expect(await on.page.$eval('input[type=search]', (input) => Reflect.get(input, 'value'))).toBe('half a num');
  expect(on.problems).toEqual([]);
});

it('a search finds it by its number, and no address says what was typed', async () => {
  await on.page.$eval('input[type=search]', (input) => Reflect.set(input, 'value', ''));
  await on.page.type('input[type=search]', '#1001');
  await enter();
  await on.shows(key, 'settled');
  expect(await on.page.title()).toContain('#1001');
  expect(await on.page.evaluate('performance.getEntries().map(({ name }) => name).join()')).not.toContain('%231001');
});

it('the page of an order whose customer is erased says so by itself, and a press from before is refused', async () => {
  await stuck('thanku-gave-up');
  const asking = consolePage(await browser.newPage(), new URL(on.page.url()).origin);
  await on.open(`/orders/${key}`);
  await asking.open(`/orders/${key}`);
  await asking.press('Retry…');
  // A page that nobody sees doesn't ask for itself.
  await on.page.bringToFront();
  await deliver(stack.endpoints().shops[0]!, { type: 'customer.erase', data: { customer } });
  await inTime(stack, async () => (await see.payload(shop, pid)) === undefined);
  await on.shows('erased');
  await asking.page.bringToFront();
  await asking.press('Retry');
  await asking.shows('Nothing was done', `${key} has changed since the page showed it`);
  await asking.page.close();
  expect(await see.thankus(pid)).toHaveLength(0);
  expect(on.problems).toEqual([]);
});

it('an order whose rows are gone has a page that says so, and it comes back with them', async () => {
  await stage.reset();
  await on.open(`/orders/${key}`);
  await on.shows('Not found', key);
  await stage.apply();
  await stage.deliverOrder();
  await on.shows('Its life', 'settled');
  expect(on.problems.splice(0)).toEqual([]);
});

it('a console that only reads has no button, and its pages show everything else', async () => {
  await stuck('thanku-gave-up');
  const reading = await startConsole('--read-only');
  const reader = consolePage(await browser.newPage(), reading.origin);
  await reader.page.goto(reading.address);
  for (const path of ['/', `/orders/${key}`, '/letters', '/quarantine', '/send']) {
    await reader.open(path);
    await reader.shows('');
    const buttons = await reader.page.$$eval('main form[method=post]', (all) => all.map(({ outerHTML }) => outerHTML));
    expect([path, buttons]).toEqual([path, []]);
  }
  await reader.open('/');
  await reader.shows('thanku-gave-up', key);
  expect(reader.problems).toEqual([]);
  await reading.stop();
  // The page says that it doesn't hear from the console any more.
  await reader.page.waitForFunction('!document.getElementById("connection").hidden');
  await reader.page.close();
  expect(await see.order(shop, pid)).toMatchObject({ state: 'failed' });
});
