import { shopControl } from '../../../lib/store/control.ts';
import { keys } from '../../../lib/store/keys.ts';
import { eventually } from './eventually.ts';
import type { FlowStack } from './flow-stack.ts';
import type { Observer } from './observe.ts';
import { standardOrder } from './payloads.ts';
import { deliver } from './signed.ts';

/** Orders that ThankU has refused for good, each by its own fault, and will refuse again until it is mended; waits for their letters. */
export async function refusedApart(
  { stack, see, counts }: { stack: FlowStack; see: Observer; counts: () => Promise<{ waiting: number }> },
  shop: string,
  ids: readonly string[],
) {
  const control = shopControl(stack.documents, 'thankflow-local-control')(shop);
  const of = stack.endpoints().shops.find(({ id }) => id === shop)!;
  const fault = { fault: 'status', status: 400, body: '{"error":"odd cause"}', subject: `${shop}-` };
  await stack.thanku('POST', '/_sandbox/faults', fault);
  const { waiting } = await counts();
  for (const id of ids) await deliver(of, standardOrder(id));
  // The shop's first refusal has the others wait: they are made to look as if they had been refused at other times.
  const since = await eventually(async () => (await control.get()).hold?.since);
  for (const id of ids)
    await eventually(async () => ['failed', 'held'].includes((await see.order(shop, `${shop}-${id}`))?.state ?? ''));
  await see.quiet();
  for (const id of ids) {
    const pid = `${shop}-${id}`;
    const { changed } = await see.store.thanku.change(keys.thanku(shop, pid), (row) =>
      row.state === 'held'
        ? {
            ...row,
            state: 'failed',
            reason: 'rejected',
            attempts: 1,
            refusals: 1,
            unanswered: 0,
            announced: true,
            dueKind: 'stuck',
            dueAt: Date.now(),
            lastError: { at: since, code: 'rejected', status: 400, words: '{"error":"odd cause"}' },
          }
        : undefined,
    );
    if (changed) await see.sendMessage('orders-dlq', { key: `${shop}/${pid}`, reason: 'rejected' });
  }
  await control.change((state) => ({ ...state, hold: undefined }));
  await eventually(async () => (await counts()).waiting === waiting + ids.length);
}
