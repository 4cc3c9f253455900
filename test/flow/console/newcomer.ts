import { expect, it } from 'vitest';
import { auditTrail } from '../../../ops/audit/trail.ts';
import { standardOrder } from '../support/payloads.ts';
import { person } from '../support/people.ts';
import { controlTable, shop } from '../support/runbook-stage.ts';
import { deliver } from '../support/signed.ts';
import { console, on, see, stack, stage } from './stack.ts';

it('a newcomer finds a wrong ThankU token and fixes it with the console alone', async () => {
  await stage.apply();
  // ThankU has renewed the token of the shop's wallet.
  const token = 'the-new-token-of-the-wallet';
  await stack.thanku('PUT', '/_sandbox/tokens', { [shop]: token });
  const of = stack.endpoints().shops.find(({ id }) => id === shop)!;
  const orderIds = ['1001', '1002'];
  const pids = orderIds.map((orderId) => `${shop}-${orderId}`);
  for (const orderId of orderIds) await deliver(of, standardOrder(orderId, person()));

  // The token has gone from the address.
  expect(on.page.url()).toBe(`${console.origin}/`);
  expect(await on.page.title()).toBe('Now · local · thankflow');
  await on.shows('Stuck', 'What needs a person', 'the shop’s token, wallet or settings are wrong', 'invalid_signature');

  await on.press('Put the token…');
  await on.shows('Replaces the shop’s ThankU token', `./thankflow secrets put thanku --shop ${shop} --stage local`);
  await on.type('ThankU token', token);
  await on.type('Why?', 'ThankU renewed it, their ticket 4711');
  await on.press('Put the token');
  await on.shows('Done', 'The stage now');
  await on.press('Now');

  // One order was refused for good before the shop's circuit opened.
  await on.shows('1 × thanku-rejected');
  await on.press('Retry…');
  await on.shows('The order as it is now', 'failed (rejected)');
  await on.type('Why?', 'with the new token');
  await on.press('Retry');
  await on.shows('Done', 'thanked', 'Healthy', 'nothing waits');
  await on.press('Now');
  await on.shows('Healthy', 'Nothing is stuck, and nothing waits.');
  for (const pid of pids) {
    await see.settled(shop, pid);
    expect(await see.thankus(pid)).toHaveLength(1);
  }

  const entries = await Array.fromAsync(
    auditTrail(stack.documents, controlTable).list(Date.now() - 3_600_000, Date.now()),
  );
  const by = { who: expect.stringMatching(/^local:/), outcome: 'done' };
  expect(entries).toMatchObject([
    { ...by, what: 'orders retry', about: [expect.stringContaining(`${shop}/`)], reason: 'with the new token' },
    { ...by, what: 'secrets put thanku', about: [shop], reason: 'ThankU renewed it, their ticket 4711' },
  ]);
  // What was typed is in no address and on no page.
  expect(await on.text()).not.toContain(token);
  expect(on.problems).toEqual([]);
});
