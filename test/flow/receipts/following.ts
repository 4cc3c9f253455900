import { describe, expect, it } from 'vitest';
import { keys } from '../../../lib/store/keys.ts';
import { eventually } from '../support/eventually.ts';
import { see, shop, stack } from './stack.ts';
import { inTime } from '../support/pauses.ts';
import { standardOrder } from '../support/payloads.ts';
import { person } from '../support/people.ts';
import { deliver } from '../support/signed.ts';
import { telltales } from '../support/telltales.ts';

const club = () => shop('club');
const regular = person();
const submitted = async (orderId: string, customer = regular) => {
  await deliver(club(), standardOrder(orderId, customer));
  await see.settled('club', `club-${orderId}`);
  expect((await see.receipt('club', `club-${orderId}`))?.state).toBe('submitted');
};
/** As if the time of a receipt's next look had come. */
const comeDue = (...orderIds: string[]) =>
  Promise.all(
    orderIds.map((orderId) =>
      see.store.receipt.change(keys.receipt('club', `club-${orderId}`), (row) =>
        row.dueKind === 'follow' ? { ...row, dueAt: Date.now() - 1 } : undefined,
      ),
    ),
  );
const receiptOf = async (orderId: string) => (await see.status(club(), orderId)).body['receipt'];
const settlements = async (orderId: string) =>
  (await see.events(`club-${orderId}`)).filter(({ type }) => type === 'Receipt Settled').map(({ detail }) => detail);
const looks = async () => {
  const { calls } = await see.thanxBooks();
  return calls.filter(({ method, path }) => method === 'GET' && path === '/receipts').length;
};
/** Right after a receipt was sent there may be no permit left over: due again, when nobody looks any more, until `isSo`. */
const followed = (orderIds: string[], isSo: () => Promise<boolean>) =>
  eventually(
    async () => {
      await comeDue(...orderIds);
      await stack.invokeHousekeeping();
      await see.quiet();
      return await isSo();
    },
    { everyMs: 500 },
  );

describe('submitted receipts', () => {
  it('of one customer are asked about in one page, and tell what Thanx decided', async () => {
    await submitted('7001');
    await submitted('7002');
    const [applied, denied] = [await see.receipt('club', 'club-7001'), await see.receipt('club', 'club-7002')];
    const text = `Not readable, please ask ${regular.email}`;
    await stack.thanx('PUT', '/_sandbox/receipts', { id: applied?.id, state: 'applied' });
    await stack.thanx('PUT', '/_sandbox/receipts', { id: denied?.id, state: 'denied', text });
    const told = async (pid: string) => (await see.receipt('club', pid))?.announced === true;
    await followed(['7001', '7002'], async () => (await told('club-7001')) && (await told('club-7002')));

    expect(await looks()).toBe(1);
    const reason = 'Not readable, please ask […]';
    expect(await receiptOf('7001')).toEqual({ state: 'applied', id: applied?.id });
    expect(await receiptOf('7002')).toEqual({ state: 'denied', reason, id: denied?.id });
    const about = { shop: 'club', state: 'denied', orderId: '7002', pid: 'club-7002', receiptId: denied?.id };
    expect(await settlements('7002')).toMatchObject([{ ...about, rejectionText: reason }]);
    expect(await settlements('7001')).toEqual([expect.objectContaining({ state: 'applied', receiptId: applied?.id })]);
    for (const pid of ['club-7001', 'club-7002']) {
      const row = await see.receipt('club', pid);
      for (const gone of ['userId', 'follow', 'dueKind']) expect(row).not.toHaveProperty(gone);
    }
  });

  it('that Thanx has not decided about come back later', async () => {
    await submitted('7003');
    const { id } = (await see.receipt('club', 'club-7003'))!;
    await stack.thanx('PUT', '/_sandbox/receipts', { id, state: 'processing' });
    const before = await looks();
    await followed(['7003'], async () => (await looks()) > before);
    await inTime(stack, async () => ((await see.receipt('club', 'club-7003'))?.dueAt ?? 0) > Date.now());
    expect(await see.receipt('club', 'club-7003')).toMatchObject({ state: 'submitted', dueKind: 'follow' });
    expect(await settlements('7003')).toEqual([]);
  });

  it('of a customer who was erased are not asked about', async () => {
    const guest = person();
    await submitted('7004', guest);
    const { id, email } = guest;
    await deliver(club(), JSON.stringify({ type: 'customer.erase', data: { customer: { id, email } } }));
    await inTime(stack, async () => (await see.receipt('club', 'club-7004'))?.userId === undefined);
    expect(await see.receipt('club', 'club-7004')).not.toHaveProperty('dueKind');
  });
});

describe('after all this', () => {
  it('no log line tells a name, an address or a secret, and no row', async () => {
    expect(await telltales(stack, await stack.logs())).toEqual([]);
    expect(JSON.stringify(await see.scan())).not.toContain(regular.email);
  });
});
