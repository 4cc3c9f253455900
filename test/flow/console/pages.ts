import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { putInQuarantine } from '../support/quarantined.ts';
import { pid, shop } from '../support/runbook-stage.ts';
import { on, see, stack, stage, stuck } from './stack.ts';

const axe = readFileSync(new URL(import.meta.resolve('axe-core/axe.min.js')), 'utf8');
const key = `${shop}/${pid}`;

/** What axe-core says about the page, by rule and element. */
async function faults(rules?: readonly string[]): Promise<string[]> {
  const options = JSON.stringify({ resultTypes: ['violations'], iframes: false, ...(rules && { runOnly: rules }) });
  const found = await on.page.evaluate(
    `axe.run(${options}).then(({ violations }) => violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => id + ' ' + html)))`,
  );
  return found as string[];
}

/** What reaches out of the window to the right, if the page can be scrolled that way. */
const reachesOut = () =>
  on.page.evaluate(`(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth <= clientWidth) return [];
    const wide = [...document.querySelectorAll('body *')].filter((one) => one.getBoundingClientRect().right > clientWidth);
    return wide.map((one) => one.outerHTML.slice(0, 120));
  })()`);

/** Checks the page that is open in both colour schemes, and at two widths. */
async function expectGood(name: string): Promise<void> {
  await on.page.evaluate(axe);
  expect([name, await reachesOut()]).toEqual([name, []]);
  await on.page.setViewport({ width: 390, height: 844 });
  for (const scheme of ['light', 'dark']) {
    await on.page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
    const about = `${name}, ${scheme}, 390 px`;
    const rules = scheme === 'dark' ? ['color-contrast'] : undefined;
    expect([about, await faults(rules), await reachesOut()]).toEqual([about, [], []]);
  }
  await on.page.setViewport({ width: 1280, height: 844 });
  expect([name, on.problems.splice(0)]).toEqual([name, []]);
}

it('each page can be read by everybody, and fits a telephone', async () => {
  await stuck('thanku-gave-up');
  await putInQuarantine(stack, stage.order());
  await on.open('/');
  await on.shows('Stuck', 'thanku-gave-up', 'quarantined');
  await expectGood('Now, stuck');
  await on.press('Retry…');
  await expectGood('what a retry would do');
  const pages: [string, string, string][] = [
    ['/orders', 'Orders', pid],
    ['/orders?state=failed', 'Orders, filtered', pid],
    [`/orders/${key}`, 'an order', 'failed for good'],
    [`/orders/${key}?body=1`, 'an order with its requests', 'failed for good'],
    ['/letters', 'Dead letters', 'gave-up'],
    ['/quarantine', 'Quarantine', 'expected a decimal'],
    ['/send', 'Send', 'made up'],
    ['/audit', 'Audit', 'in the last 30 days'],
    ['/nowhere', 'no page', 'no such page'],
  ];
  for (const [path, name, says] of pages) {
    await on.open(path);
    await on.shows(says);
    await expectGood(name);
  }
  await on.open(`/orders/${key}`);
  await on.press('Retry…');
  await on.press('Retry');
  await on.shows('Done', 'thanked');
  await expectGood('a job');
  await see.settled(shop, pid);
  await on.open(`/orders/${key}`);
  await on.shows('settled');
  await expectGood('an order that is done');
  expect(await see.thankus(pid)).toHaveLength(1);
});
