import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pollReceipts } from '../../../../functions/submit-to-thanx/receipt/poll.ts';
import type { ListedReceipt } from '../../../../lib/partners/thanx/list-receipts.ts';
import { shopControl } from '../../../../lib/store/control.ts';
import { keys } from '../../../../lib/store/keys.ts';
import { listed, page, type World } from '../listed.ts';
import { startWorld } from '../world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

const hour = 3_600_000;
type Receipt = Awaited<ReturnType<typeof world.receipt>>;
type Submitted = Receipt & { id: string };

/** Submitted receipts of one customer with one credential; only the first is due. */
async function submittedReceipts(count: number): Promise<[Submitted, ...Submitted[]]> {
  const receipts: Submitted[] = [];
  for (let number = 0; number < count; number++) {
    const receipt = await world.receipt();
    await receipt.wake();
    const credential = receipts[0]?.ports.credentialName ?? receipt.ports.credentialName;
    await receipt.change({ credential });
    receipts.push({ ...receipt, id: (await receipt.row())!.id! });
  }
  const [first, ...others] = receipts;
  first!.pass(55 * hour);
  first!.state.calls.length = 0;
  return [first!, ...others];
}
const poll = ({ ports, state, pid }: Receipt) =>
  pollReceipts(
    ports,
    { type: 'follow', merchantId: 'm1', userId: 'u1', lookBy: state.nowMs, receipts: [{ shop: 'oak-shop', pid }] },
    () => 60_000,
  );
const entry = ({ id, pid }: Submitted, differs: Partial<ListedReceipt> = {}) =>
  listed(id, { state: 'applied', comments: `Order oak-shop/${pid}`, ...differs });

describe('a page that was read for a receipt', () => {
  it('decides the customer’s other receipts too, without another call, and they are not polled any more', async () => {
    const [first, applied, denied, open] = await submittedReceipts(4);
    first.state.pages.push(
      page([
        entry(first, { state: 'processing' }),
        entry(applied!),
        entry(denied!, { state: 'denied', rejectionText: 'too old' }),
        entry(open!, { state: 'pending' }),
      ]),
    );
    await poll(first);
    expect(first.state.calls).toEqual(['token u1', 'list m1 1 user-1']);
    expect((await first.row())?.state).toBe('submitted');
    expect(await applied!.row()).toMatchObject({ state: 'applied', announced: true });
    expect(await denied!.row()).toMatchObject({ state: 'denied', rejectionText: 'too old' });
    expect(await open!.row()).toMatchObject({ state: 'submitted', dueKind: 'follow' });
    for (const gone of ['userId', 'follow', 'dueKind', 'dueAt']) {
      expect(await applied!.row()).not.toHaveProperty(gone);
    }
    expect(first.state.events.map(({ detail }) => detail)).toMatchObject([
      { pid: applied!.pid, state: 'applied' },
      { pid: denied!.pid, state: 'denied' },
    ]);
  });

  it('decides receipts of another shop', async () => {
    const [first, other] = await submittedReceipts(2);
    const [order, row] = [await other!.order(), await other!.row()];
    await first.ports.store.thanku.insert(keys.thanku('elm', 'elm-1'), { ...order!, shop: 'elm', pid: 'elm-1' });
    await first.ports.store.receipt.insert(keys.receipt('elm', 'elm-1'), { ...row!, shop: 'elm', pid: 'elm-1' });
    first.state.pages.push(page([entry(first), listed(other!.id, { state: 'applied', comments: 'elm/elm-1' })]));
    await poll(first);
    expect((await first.ports.store.receipt.get(keys.receipt('elm', 'elm-1')))?.state).toBe('applied');
    expect((await first.row())?.state).toBe('applied');
  });

  it.each<[string, (other: Submitted, first: Submitted) => Promise<unknown>, Partial<ListedReceipt>?]>([
    ['of another customer', (other) => other.change({ userId: 'u2' })],
    ['of another credential', (other) => other.change({ credential: 'elsewhere' })],
    ['that isn’t settled yet', (other) => other.change({ dueKind: 'settle' })],
    [
      'that was purchased more than a week ago',
      async () => undefined,
      { purchasedAtMs: Date.parse('2026-02-22T10:00:00Z') },
    ],
    ['without our marker', async () => undefined, { comments: 'thanks' }],
  ])('leaves alone a receipt %s', async (_, prepare, differs) => {
    const [first, other] = await submittedReceipts(2);
    await prepare(other!, first);
    const before = await other!.row();
    first.state.pages.push(page([entry(first, { state: 'processing' }), entry(other!, differs)]));
    await poll(first);
    expect(await other!.row()).toEqual(before);
  });

  it('isn’t read for a receipt of a paused shop', async () => {
    const [first, other] = await submittedReceipts(2);
    const row = await other!.row();
    await first.ports.store.receipt.insert(keys.receipt('elm-paused', 'elm-1'), {
      ...row!,
      shop: 'elm-paused',
      pid: 'elm-1',
    });
    const pause = { reason: 'asked to', by: 'ada', since: '2026-03-01T12:00:00.000Z' };
    await shopControl(
      world.tables.documents,
      world.tables.control,
    )('elm-paused').change((state) => ({
      ...state,
      thanxBrake: pause,
    }));
    first.state.pages.push(page([entry(first), listed(other!.id, { state: 'applied', comments: 'elm-paused/elm-1' })]));
    await poll(first);
    expect((await first.ports.store.receipt.get(keys.receipt('elm-paused', 'elm-1')))?.state).toBe('submitted');
    expect((await first.row())?.state).toBe('applied');
  });

  it('shows that Thanx has another receipt of the order', async () => {
    const [first, other] = await submittedReceipts(2);
    first.state.pages.push(page([entry(first), entry(other!, { id: 'twin' })]));
    await poll(first);
    expect(await other!.row()).toMatchObject({ state: 'submitted', dueKind: 'follow', duplicateIds: ['twin'] });
    expect(first.telemetry.counted).toContain('ReceiptDuplicate');
  });

  it('reads ten rows at most, of the youngest', async () => {
    const [first, ...others] = await submittedReceipts(13);
    const read: string[] = [];
    const { get } = first.ports.store.receipt;
    first.ports.store.receipt.get = async (key) => {
      read.push(key.pk);
      return await get(key);
    };
    const purchasedAt = (index: number) => ({ purchasedAtMs: Date.parse('2026-03-01T10:00:00.000Z') + index });
    first.state.pages.push(page([entry(first), ...others.map((other, index) => entry(other, purchasedAt(index)))]));
    await poll(first);
    first.ports.store.receipt.get = get;
    expect(read).toHaveLength(11);
    const states = await Promise.all(others.map(async (other) => (await other.row())?.state));
    expect(states.filter((state) => state === 'applied')).toHaveLength(10);
    expect(states.slice(0, 2)).toEqual(['submitted', 'submitted']);
  });
});
