import type { OpenCircuit } from '../../../lib/circuit/circuit.ts';
import { DeleteObjectCommand } from '@aws-sdk/client-s3';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { expect } from 'vitest';
import { credentialControl, shopSecretsControl, shopControl } from '../../../lib/store/control.ts';
import { watchScope } from '../../../lib/circuit/watch.ts';
import { keys, thankuSk } from '../../../lib/store/keys.ts';
import type { ProblemCode } from '../../../lib/reconcile/problem.ts';
import type { StuckCode } from '../../../ops/stuck/codes.ts';
import { eventually } from './eventually.ts';
import { getNewerSettings } from './newer-settings.ts';
import { hourAgo, inAnHour, orderEnds } from './order-ends.ts';
import { putInQuarantine } from './quarantined.ts';
import { plant } from './planted-cards.ts';
import { cancelledEvent, paidEvent, privacyEvent } from './runbook-events.ts';
import { stoppedTargets } from './stopped-targets.ts';
import { adding, controlTable, ordersTable, pid, shop, type RunbookStage } from './runbook-stage.ts';

/** The reasons that this stage shows. Those of a shop's platform are in test/functions/reconcile and test/flow/fetched-orders, on the platforms' sandboxes. */
export type ArrangedCode = Exclude<StuckCode, ProblemCode | 'orders-not-fetched'>;

/** Makes one thing on the runbook's stage be stuck, for each reason that there is. */
export function stuckFor(stage: RunbookStage): Record<ArrangedCode, () => Promise<unknown>> {
  const { stack, see, apply, heal, refuse, order, deliverOrder, lettersInstead, thankuRow } = stage;
  const {
    basketRefused,
    refundRefused,
    thanked,
    notNotified,
    refusedByThanku,
    refusedByThanx,
    unanswered,
    waiting,
    limitReached,
  } = orderEnds(stage);
  const { documents } = stack;
  const { refused, partnerFails, messageFails } = stage.troubles;
  const held = (reason: OpenCircuit['reason']): OpenCircuit => ({ reason, since: new Date(hourAgo()).toISOString() });
  const brake = { reason: 'wrong prices', by: 'local:ada', since: new Date(hourAgo()).toISOString() };
  const holdShop = (changes: object) =>
    shopControl(documents, controlTable)(shop).change((state) => ({ ...state, ...changes }));
  const holdCredential = (changes: object) =>
    credentialControl(documents, controlTable, 'main').change((state) => ({ ...state, ...changes }));
  const [Bucket] = stack.endpoints().buckets;
  const quarantine = () => putInQuarantine(stack, order());
  const aRowIsStuck = () =>
    eventually(async () => expect(await see.scan()).toContainEqual(expect.objectContaining({ dueKind: 'stuck' })));
  return {
    'parked-too-long': () => {
      const due = { dueKind: 'parked', dueAt: hourAgo(), version: 1, writer: 'x' };
      const Item = { ...keys.parked('p1'), event: paidEvent(), ...due };
      return documents.send(new PutCommand({ TableName: ordersTable, Item }));
    },
    overdue: () => waiting({ dueAt: hourAgo(), notBefore: inAnHour() }),
    'webhooks-refused': refused,
    'partner-failing': partnerFails,
    'row-unreadable': async () => {
      await waiting({ dueAt: hourAgo(), notBefore: inAnHour() });
      const row = (await see.scan()).find(({ sk }) => sk === thankuSk);
      const put = (Item: object) => documents.send(new PutCommand({ TableName: ordersTable, Item: { ...Item } }));
      await put({ ...row, state: 'of a newer version' });
      // The newer version runs again, and is through with it.
      stage.troubles.passesBy(() => put({ ...row, dueAt: Date.now() + 3_600_000 }));
    },
    'message-failing': messageFails,
    'dead-event': () => see.sendMessage('orders-dlq', paidEvent()),
    quarantined: quarantine,
    'settings-newer': () => getNewerSettings(stage),
    'shop-held-failures': async () => {
      await refusedByThanku();
      await holdShop({ hold: held('failures') });
    },
    'shop-held-token': () => holdShop({ hold: held('unauthorized') }),
    'shop-held-moved': () => holdShop({ hold: held('moved') }),
    'credential-held-secret': () => holdCredential({ hold: held('unauthorized') }),
    'credential-held-moved': () => holdCredential({ hold: held('moved') }),
    'unknown-credential': async () => {
      await refusedByThanx();
      await lettersInstead('loyalty-main-dlq');
      await watchScope(see.store.scopeWatches, { what: 'credential', credential: 'gone' }, inAnHour());
      await see.store.receipt.change(keys.receipt(shop, pid), (row) => ({
        ...row,
        state: 'waiting' as const,
        reason: undefined,
        announced: undefined,
        credential: 'gone',
        waitsFor: 'hold' as const,
        notBefore: inAnHour(),
        dueKind: 'receipt' as const,
        dueAt: inAnHour(),
      }));
      stage.troubles.passesBy(() =>
        see.store.receipt.change(keys.receipt(shop, pid), (row) => ({
          ...row,
          credential: 'main',
          waitsFor: undefined,
        })),
      );
    },
    'user-token-held': async () => {
      await apply({}, { members: 'token' });
      await shopSecretsControl(documents, controlTable, 'main')(shop).change(() => ({ hold: held('no-secret') }));
    },
    ...stoppedTargets(stage),
    'brake-shop': () => holdShop({ thankuBrake: brake, thanxBrake: brake, notifyBrake: brake }),
    'brake-credential': () => holdCredential({ brake }),
    'limit-reached': limitReached,
    'thanku-rejected': async () => {
      await apply({ impact: { fixed: 2 } });
      await refusedByThanku();
    },
    'thanku-gave-up': async () => {
      await refusedByThanku();
      await see.store.thanku.change(keys.thanku(shop, pid), (row) => ({ ...row, reason: 'gave-up' }));
      await lettersInstead('orders-dlq', { key: `${shop}/${pid}`, reason: 'gave-up' });
    },
    'thanku-after-restore': async () => {
      const reason = 'rejected-after-restore';
      await refusedByThanku();
      await see.store.thanku.change(keys.thanku(shop, pid), (row) => ({ ...row, reason, restored: true as const }));
      await lettersInstead('orders-dlq', { key: `${shop}/${pid}`, reason });
    },
    'thanku-perhaps': async () => {
      await stack.thanku('POST', '/_sandbox/faults', {
        fault: 'reset-after',
        path: '/api/donate/postpaid',
        method: 'POST',
      });
      await deliverOrder();
      await thankuRow({ state: 'waiting', unanswered: 1 });
      await see.sendMessage('orders', cancelledEvent());
      await thankuRow({ state: 'skipped', dueKind: 'stuck', stuck: 'perhaps-thanked' });
      await see.quiet();
      await heal();
    },
    'order-reinstated': async () => {
      await refusedByThanku();
      await lettersInstead('orders-dlq');
      await see.sendMessage('orders', cancelledEvent());
      await thankuRow({ state: 'skipped', reason: 'cancelled' });
      await see.sendMessage('orders', { ...paidEvent(), changedAt: new Date(Date.now() + 1000).toISOString() });
      await thankuRow({ dueKind: 'stuck', stuck: 'reinstated' });
    },
    'receipt-unknown-twice': () => unanswered({ resends: 1 }),
    'receipt-unknown-not-looked-up': () => unanswered({ reason: 'not-looked-up' }),
    'receipt-unknown-erased': async () => {
      await unanswered({ reason: 'erased' });
      await see.store.payload.delete(keys.payload(shop, pid));
    },
    'receipt-rejected': async () => {
      await apply({}, { ...adding, paymentType: 'cash' });
      await refusedByThanx();
    },
    'receipt-unauthorized': () => refusedByThanx('unauthorized'),
    'receipt-not-a-member': () => refusedByThanx('not-a-member'),
    'receipt-gave-up': () => refusedByThanx('gave-up'),
    'baskets-not-certified': () => apply({}, { mode: 'baskets', locationUid: 'l1' }),
    'basket-rejected': () => basketRefused(),
    'basket-gave-up': () => basketRefused('gave-up'),
    'basket-refund-failed': refundRefused,
    'gift-card-rejected': async () => {
      await refuse('thanx', { path: '/gift_cards', method: 'POST' });
      await deliverOrder({ giftCards: [plant()] });
      await eventually(async () =>
        expect(await see.store.giftCards.get(keys.giftCards(shop, pid))).toMatchObject({ dueKind: 'stuck' }),
      );
      await see.quiet();
      await heal();
    },
    'notification-failed': notNotified,
    'export-requested': async () => {
      await see.sendMessage('orders', privacyEvent('export'));
      await aRowIsStuck();
    },
    'shop-redact-requested': async () => {
      await see.sendMessage('orders', { type: 'erase', shop, at: new Date().toISOString() });
      await aRowIsStuck();
    },
    'erase-unfinished': async () => {
      const Key = await quarantine();
      await see.sendMessage('orders', privacyEvent('erase'));
      await aRowIsStuck();
      await stack.s3.send(new DeleteObjectCommand({ Bucket, Key }));
    },
    'erased-named': async () => {
      await thanked();
      await see.sendMessage('orders', privacyEvent('erase'));
      await aRowIsStuck();
    },
    'dead-wake-up': async () => {
      await waiting({ dueAt: inAnHour(), notBefore: hourAgo() });
      await see.sendMessage('orders-dlq', { type: 'wake', shop, pid });
    },
    'letter-unreadable': () => see.sendMessage('orders-dlq', { hello: 'there' }),
    'letter-left-over': async () => {
      await thanked();
      await see.sendMessage('orders-dlq', { key: `${shop}/${pid}`, reason: 'gave-up' });
    },
  };
}
