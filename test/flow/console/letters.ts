import { describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { quarantineOf } from '../support/quarantine.ts';
import { putInQuarantine } from '../support/quarantined.ts';
import { customer, pid, shop } from '../support/runbook-stage.ts';
import { browser, console, on, see, stack, stage, stuck } from './stack.ts';
import { consolePage } from './page.ts';

const key = `${shop}/${pid}`;

describe('dead letters', () => {
  it('are listed by reason, shown without touching them, and replayed from there', async () => {
    await stuck('dead-event');
    await on.open('/letters');
    await on.shows('dead-event', key, 'orders-dlq');
    await Promise.all([on.page.waitForNavigation(), on.page.click('main a[href^="/letters/"]')]);
    await on.shows('Dead letter', 'dead-event', key, 'What it says');
    // The customer is on the page only if a person asks for it.
    expect(await on.text()).not.toContain(customer.email);
    await on.press('Replay…');
    await on.shows('What it would do');
    await on.press('Replay');
    await on.shows('Done');
    await see.settled(shop, pid);
    expect(await see.thankus(pid)).toHaveLength(1);
  });

  it('that are ticked are dropped, and nothing else, also if the list has changed meanwhile', async () => {
    await stage.reset();
    await stage.apply();
    await stage.deliverOrder();
    await see.settled(shop, pid);
    for (const reason of ['gave-up', 'rejected', 'conflict']) await see.sendMessage('orders-dlq', { key, reason });
    await on.open('/letters');
    await on.shows('gave-up', 'rejected', 'conflict');
    const boxOf = (reason: string) => `main form input[aria-label="${key}, ${reason}"]`;
    await on.page.click(boxOf('rejected'));
    const [gone, ticked] = await Promise.all(
      ['gave-up', 'rejected'].map((reason) => on.page.$eval(boxOf(reason), (box) => box.getAttribute('value') ?? '')),
    );

    // Somebody else drops the first, and this page hears of it when it updates itself.
    const other = consolePage(await browser.newPage(), console.origin);
    await other.open(`/letters/${gone}`);
    await other.press('Drop…');
    await other.press('Drop');
    await other.shows('Done');
    await other.open('/letters');
    await other.page.close();
    await on.page.waitForSelector(boxOf('gave-up'), { hidden: true });
    const boxes = await on.page.$$eval('main form tbody input', (all) =>
      all.map((box) => [Reflect.get(box, 'value'), Reflect.get(box, 'checked')]),
    );
    expect(boxes).toHaveLength(2);
    expect(boxes).toContainEqual([ticked, true]);
    expect(boxes).toContainEqual([expect.any(String), false]);

    await on.press('Drop selected…');
    await on.shows('What it would do', `dlq drop ${ticked}`);
    await on.press('Drop');
    await on.shows('Done');
    await on.open('/letters');
    await on.shows('conflict');
    expect(await on.text()).not.toContain('rejected');
  });

  it('aren’t replayed all if none is ticked', async () => {
    await on.press('Replay selected…');
    await on.shows('Nothing was done', 'Nothing is selected');
    expect(on.problems.splice(0)).toEqual([]);
  });
});

describe('quarantine', () => {
  it('lists webhooks by reason, shows one, and reads it again', async () => {
    await stage.reset();
    await stage.apply();
    await putInQuarantine(stack, stage.order());
    await on.open('/quarantine');
    await on.shows('expected a decimal', shop, 'standard');
    await on.press('Read all of this reason again…');
    await on.shows('What it would do', 'quarantine reread');
    await on.press('Read again');
    await on.shows('Done');
    await see.settled(shop, pid);
    expect(await see.thankus(pid)).toHaveLength(1);
    await eventually(async () => expect(await quarantineOf(stack, shop)).toEqual([]));
    await on.open('/quarantine');
    await on.shows('There are no webhooks in quarantine.');
    expect(on.problems).toEqual([]);
  });
});
