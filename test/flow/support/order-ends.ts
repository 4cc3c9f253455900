import type { ReceiptState } from '../../../lib/order/receipt/state.ts';
import { lookAtSecret, replaceSecret } from '../../../lib/secrets/writer.ts';
import { secretNames } from '../../../lib/secrets/secrets.ts';
import { credentialControl } from '../../../lib/store/control.ts';
import { keys } from '../../../lib/store/keys.ts';
import { expect } from 'vitest';
import { eventually } from './eventually.ts';
import { failedRow } from '../../ops/notify/failed-row.ts';
import { reachLimit } from './limit-reached.ts';
import { controlTable, pid, shop, type RunbookStage } from './runbook-stage.ts';

export const hourAgo = (): number => Date.now() - 3_600_000;
export const inAnHour = (): number => Date.now() + 3_600_000;

/** What can have become of the runbook's order. Each ends with whole partners again. */
export function orderEnds({
  stack,
  apply,
  see,
  heal,
  refuse,
  deliverOrder,
  thankuRow,
  receiptRow,
  lettersInstead,
}: RunbookStage) {
  const thankuKey = keys.thanku(shop, pid);
  const receiptKey = keys.receipt(shop, pid);
  const basketKey = keys.basket(shop, pid);

  async function thanked() {
    await deliverOrder();
    await see.settled(shop, pid);
  }
  async function notNotified() {
    await thanked();
    await see.store.notices.insert(keys.notices(shop, pid), failedRow({ shop, pid, atMs: hourAgo() }));
  }
  async function refusedByThanku() {
    await refuse('thanku');
    await deliverOrder();
    await thankuRow({ state: 'failed', dueKind: 'stuck' });
    await see.quiet();
    await heal();
  }
  async function refusedByThanx(reason = 'rejected') {
    await refuse('thanx', { path: '/receipts', method: 'POST' });
    await deliverOrder();
    await receiptRow({ state: 'rejected', dueKind: 'stuck' });
    await see.quiet();
    await heal();
    await see.store.receipt.change(receiptKey, (row) => ({ ...row, reason }));
    await lettersInstead('loyalty-main-dlq', { key: `${shop}/${pid}`, reason });
  }
  async function unanswered(changes: Partial<ReceiptState>) {
    await stack.thanx('POST', '/_sandbox/faults', { fault: 'reset-before', path: '/receipts', method: 'POST' });
    await deliverOrder();
    await receiptRow({ state: 'unknown' });
    await see.quiet();
    await heal();
    const past = hourAgo();
    await see.store.receipt.change(receiptKey, ({ attempt, ...row }) => ({
      ...row,
      ...(attempt && { attempt: { ...attempt, sendBy: past, deadAt: past } }),
      dueKind: 'stuck' as const,
      dueAt: past,
      ...changes,
    }));
  }
  /** The shop sends baskets, which Thanx takes. */
  async function sendingBaskets() {
    await apply({}, { mode: 'baskets', locationUid: 'l1' });
    const name = secretNames.thanxMerchant('local', 'main', shop);
    await replaceSecret(stack.secrets, await lookAtSecret(stack.secrets, name), { merchantKey: 'key-of-my-shop' }, {});
    await credentialControl(stack.documents, controlTable, 'main').change((state) => ({
      ...state,
      basketsCertified: { at: new Date().toISOString(), by: 'a test', host: '127.0.0.1' },
    }));
  }
  async function basketRefused(reason = 'rejected') {
    await sendingBaskets();
    await refuse('thanx', { path: '/api/baskets', method: 'POST' });
    await deliverOrder({ beforeTax: '50.00' });
    await eventually(async () =>
      expect(await see.store.basket.get(basketKey)).toMatchObject({ state: 'rejected', dueKind: 'stuck' }),
    );
    await see.quiet();
    await heal();
    await see.store.basket.change(basketKey, (row) => ({ ...row, reason }));
    await lettersInstead('loyalty-main-dlq', { key: `${shop}/${pid}`, reason: `basket-${reason}` });
  }
  /** Refused long after the order was settled. */
  async function refundRefused() {
    await sendingBaskets();
    await deliverOrder({ beforeTax: '50.00' });
    await see.settled(shop, pid);
    await see.store.basket.change(basketKey, (row) => ({
      ...row,
      state: 'refund-failed' as const,
      reason: 'rejected',
      wanted: '10.00',
      sentUntil: hourAgo(),
      announced: true,
      dueKind: 'stuck' as const,
      dueAt: hourAgo(),
    }));
    await lettersInstead('loyalty-main-dlq', { key: `${shop}/${pid}`, reason: 'basket-refund-rejected' });
  }
  /** What waits for its next attempt, and no message knows of it. */
  async function waiting({ dueAt, notBefore }: { dueAt: number; notBefore: number }) {
    await refusedByThanku();
    await lettersInstead('orders-dlq');
    await see.store.thanku.change(thankuKey, (row) => {
      const { reason: _, announced: __, ...rest } = row;
      return { ...rest, state: 'waiting', notBefore, dueKind: 'thanku', dueAt };
    });
  }
  const limitReached = () => reachLimit({ stack, apply });
  return {
    basketRefused,
    refundRefused,
    thanked,
    notNotified,
    refusedByThanku,
    refusedByThanx,
    unanswered,
    waiting,
    limitReached,
  };
}
