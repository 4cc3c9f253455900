import type { NoticesOf } from '../../../lib/store/keys.ts';
import type { ReadTarget } from '../../../lib/shops/notify-settings.ts';
import { keyText } from '../../../lib/order/order-key.ts';
import { submitToThanx } from '../../../functions/submit-to-thanx/submit-to-thanx.ts';
import { randomUUID } from 'node:crypto';
import { noConnection } from '../../support/no-connection.ts';
import type { Ports } from '../../../functions/submit-to-thanx/ports.ts';
import { recordSubmitted } from '../../../functions/submit-to-thanx/receipt/submitted.ts';
import { userTokensInMemory } from '../../../functions/submit-to-thanx/user-token.ts';
import type { ReceiptState } from '../../../lib/order/receipt/state.ts';
import type { CardKeysSecret } from '../../../lib/sealing/card-keys.ts';
import type { GiftCardPage } from '../../../lib/partners/thanx/list-gift-cards.ts';
import type { Addition } from '../../../lib/partners/thanx/add-gift-card.ts';
import type { BasketAnswer } from '../../../lib/partners/thanx/create-basket.ts';
import type { SubmittedReceipt } from '../../../lib/partners/thanx/create-receipt.ts';
import type { UserToken } from '../../../lib/partners/thanx/create-token.ts';
import type { ReceiptPage } from '../../../lib/partners/thanx/list-receipts.ts';
import type { ThanxOutcome } from '../../../lib/partners/thanx/read-answer.ts';
import { asPublished, type OutgoingEvent } from '../../support/outgoing-event.ts';
import { credentialControl, shopSecretsControl, shopControl } from '../../../lib/store/control.ts';
import { decisionsSeen } from '../../../lib/store/decision-times.ts';
import { keys } from '../../../lib/store/keys.ts';
import { followedReceipts } from '../../../lib/store/followed.ts';
import { customerStore, type Payload } from '../../../lib/store/orders.ts';
import { orderWith } from '../../lib/order/support.ts';
import { customers } from '../../support/customer-key.ts';
import { memoryTables } from '../../support/memory-tables.ts';
import { recordedTelemetry } from '../../support/telemetry.ts';
import { planWith, withMarker } from './marker.ts';
import { rowsOf } from './rows-of.ts';

export const usage = async () => ({ usedInWindow: 0, limit: 2000, windowMs: 900_000 });

type Scripted<T> = ThanxOutcome<T> | (() => Promise<ThanxOutcome<T>>);

/** Receipts on real rows, a clock that the test turns, and a Thanx that answers what the test says. */
export async function startWorld() {
  const tables = memoryTables();
  let number = 0;
  const store = customerStore(tables.documents, tables.orders, customers);
  return {
    tables,
    close: () => tables.close(),
    async receipt(overrides: Partial<Ports> = {}) {
      number += 1;
      const [shop, pid, credential] = ['oak-shop', `oak-shop-${number}`, `c${number}`];
      const marker = `${shop}/${pid}`;
      const state = {
        nowMs: Date.parse('2026-03-01T12:00:00.000Z'),
        secret: { clientId: 'client', accessToken: 'access' } as { clientId: string; accessToken: string } | undefined,
        tokens: [] as Scripted<UserToken>[],
        receipts: [] as Scripted<SubmittedReceipt>[],
        pages: [] as Scripted<ReceiptPage>[],
        users: [] as Scripted<{ userId: string }>[],
        baskets: [] as Scripted<BasketAnswer>[],
        merchantKey: 'merchant-key' as string | undefined,
        additions: [] as Scripted<Addition>[],
        cardPages: [] as Scripted<GiftCardPage>[],
        cardKeys: undefined as CardKeysSecret | undefined,
        freshCardKeys: undefined as CardKeysSecret | undefined,
        scopes: [] as ThanxOutcome<string[]>[],
        /** The shop's fixed token as the cache has it, and as it was put. */
        fixedToken: undefined as string | undefined,
        putToken: undefined as string | undefined,
        calls: [] as string[],
        letters: [] as unknown[],
        events: [] as OutgoingEvent[],
        blockedUntil: [] as number[],
        targets: [] as ReadTarget[],
        told: [] as NoticesOf[],
      };
      const { order, row } = rowsOf({ shop, pid, credential }, state.nowMs);
      await store.thanku.insert(keys.thanku(shop, pid), order);
      await store.receipt.insert(keys.receipt(shop, pid), row);
      await store.payload.insert(keys.payload(shop, pid), {
        order: orderWith(),
        receipt: planWith(marker),
      });
      const answer = async <T>(script: Scripted<T>[], otherwise: ThanxOutcome<T>) => {
        const next = script.shift() ?? otherwise;
        return typeof next === 'function' ? await next() : next;
      };
      const merchantKey = async () =>
        state.merchantKey === undefined ? undefined : { merchantKey: state.merchantKey };
      const telemetry = recordedTelemetry();
      const ports: Ports = {
        store,
        followed: followedReceipts(tables.documents, tables.orders),
        targets: async () => state.targets,
        wakeNotices: async (notices) => void state.told.push(...notices),
        control: credentialControl(tables.documents, tables.control, credential),
        shopControl: shopControl(tables.documents, tables.control),
        decisions: decisionsSeen(tables.documents, tables.control, credential, { ttlMs: 0, now: () => state.nowMs }),
        permits: {
          take: async () => ({ kind: 'granted', sendAtMs: state.nowMs, lateAtMs: state.nowMs + 1000 }),
          block: async (untilMs) => void state.blockedUntil.push(untilMs),
          usage,
        },
        thanx: {
          connect: async () => ({ kind: 'open', connection: noConnection(state.nowMs, 'http://127.0.0.1') }),
          createToken: async (_connection, call) => {
            state.calls.push(`token ${'email' in call ? call.email : call.userId}`);
            return await answer<UserToken>(state.tokens, {
              kind: 'ok',
              value: { accessToken: `user-${state.calls.length}`, expiresAtMs: state.nowMs + 900_000 },
            });
          },
          createReceipt: async (_connection, call) => {
            state.calls.push(`receipt ${call.receipt.amount} ${call.receipt.userComments} ${call.bearer}`);
            return await answer<SubmittedReceipt>(state.receipts, {
              kind: 'ok',
              value: { id: `r${number}`, userId: 'u1' },
            });
          },
          listReceipts: async (_connection, call) => {
            state.calls.push(`list ${call.merchantId} ${call.page} ${call.bearer}`);
            const page = await answer<ReceiptPage>(state.pages, { kind: 'ok', value: { receipts: [], more: false } });
            return withMarker(page, marker);
          },
          addGiftCard: async (_connection, call) => {
            state.calls.push(`add ${call.providerId} ${call.card.number} ${call.card.pin} ${call.bearer}`);
            return await answer<Addition>(state.additions, {
              kind: 'ok',
              value: { kind: 'added', card: { id: `g${state.calls.length}`, balance: '50', cardState: 'active' } },
            });
          },
          listGiftCards: async (_connection, call) => {
            state.calls.push(`cards ${call.page} ${call.bearer}`);
            return await answer<GiftCardPage>(state.cardPages, { kind: 'ok', value: { cards: [], more: false } });
          },
          connectToLoyalty: async () => ({ kind: 'open', connection: noConnection(state.nowMs, 'http://127.0.0.1') }),
          findUser: async (_connection, call) => {
            state.calls.push(`user ${call.email}`);
            return await answer<{ userId: string }>(state.users, { kind: 'ok', value: { userId: 'u1' } });
          },
          createBasket: async (_connection, call) => {
            const standing = call.standing.refunded === undefined ? 'billed' : `refunded ${call.standing.refunded}`;
            state.calls.push(`basket ${call.basket.id} ${standing} ${call.bearer} ${call.merchantKey}`);
            return await answer<BasketAnswer>(state.baskets, { kind: 'ok', value: {} });
          },
          getScopes: async () => {
            state.calls.push('scopes');
            return state.scopes.shift() ?? { kind: 'ok', value: [] };
          },
        },
        userTokens: userTokensInMemory(() => state.nowMs),
        credential: { get: async () => state.secret, refresh: async () => state.secret },
        fixedTokens: {
          get: async () => (state.fixedToken === undefined ? undefined : { token: state.fixedToken }),
          refresh: async () => (state.putToken === undefined ? undefined : { token: state.putToken }),
        },
        merchantKeys: { get: merchantKey, refresh: merchantKey },
        shopSecretsControl: shopSecretsControl(tables.documents, tables.control, credential),
        cardKeys: {
          get: async () => state.cardKeys,
          refresh: async () => state.freshCardKeys ?? state.cardKeys,
        },
        sendDeadLetter: async (of, reason) => {
          state.letters.push({ key: keyText(of), reason });
        },
        publish: async (event) => {
          state.events.push(asPublished(event));
        },
        telemetry,
        now: () => state.nowMs,
        sleep: async (ms) => {
          state.nowMs += Math.max(0, ms);
        },
        random: () => 1,
        newId: randomUUID,
        simulateAll: false,
        credentialName: credential,
        partnerTimeoutMs: 10_000,
        retryBaseSeconds: 5,
        ...overrides,
      };
      return {
        state,
        ports,
        telemetry,
        pid,
        wake: async (remainingMs = 60_000) =>
          (await submitToThanx(ports, { type: 'wake', shop, pid }, () => remainingMs)).verdict,
        row: () => store.receipt.get(keys.receipt(shop, pid)),
        order: () => store.thanku.get(keys.thanku(shop, pid)),
        payload: () => store.payload.get(keys.payload(shop, pid)),
        change: (differs: Partial<ReceiptState>) =>
          store.receipt.change(keys.receipt(shop, pid), (current) => ({ ...current, ...differs })),
        changePayload: (differs: Partial<Payload>) =>
          store.payload.change(keys.payload(shop, pid), (current) => ({ ...current, ...differs })),
        /** What a worker of an earlier attempt hears after everybody stopped waiting for it. */
        lateAnswer: async (late: { id: string }) => {
          const known = (await store.receipt.get(keys.receipt(shop, pid)))!;
          await recordSubmitted(ports, known, late, { merchantId: 'm1', purchasedAtMs: 0, customer: {} });
        },
        control: () => ports.control.get(),
        pass: (ms: number) => {
          state.nowMs += ms;
        },
      };
    },
  };
}
