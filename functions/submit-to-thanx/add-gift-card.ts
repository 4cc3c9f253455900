import type { GiftCard } from '../../lib/gift-cards/card.ts';
import { openCard } from '../../lib/gift-cards/open.ts';
import { cardSending } from '../../lib/order/gift-card-transitions.ts';
import { done, type Verdict } from '../../lib/queue/consume.ts';
import { keys } from '../../lib/store/keys.ts';
import { isBraked } from './brakes.ts';
import { cardIsAdded, deferCards, rejectCard, retryCard, skipCard, type Turn } from './gift-card-moves.ts';
import { recordCardCall, recordTokenForCard, type NextCard } from './gift-card-record.ts';
import { findGiftCard } from './find-gift-card.ts';
import { permittedCall } from '../../lib/partners/thanx/permitted-call.ts';
import { memberToken } from './user-token.ts';

/** Adds one card of an order. `next-card`: it is through, go on; else the turn is over. */
export async function addOneCard(turn: Turn, index: number): Promise<Verdict | NextCard> {
  const { row, order } = turn;
  const state = row.cards[index];
  const sealed = order.giftCards?.[index];
  if (state === undefined) return 'next-card';
  if (turn.reversed !== undefined && state.mayBeAdded !== true) {
    await skipCard(turn, index, turn.reversed);
    return 'next-card';
  }
  // Two deliveries of the order told of different cards: the row is the one's, the payload the other's.
  if (sealed === undefined) {
    await rejectCard(turn, index, 'missing', { code: 'missing' });
    return 'next-card';
  }
  if ('leftOut' in sealed) {
    await skipCard(turn, index, sealed.leftOut);
    return 'next-card';
  }
  const opened = await openWithOurKeys(turn, sealed.jwe);
  if (opened.kind === 'no-key') return await retryCard(turn, index, { code: 'no-gift-card-key' });
  if (opened.kind === 'broken') {
    await rejectCard(turn, index, 'unreadable', { code: 'unreadable' });
    return 'next-card';
  }
  return await send(turn, index, opened.card);
}

async function openWithOurKeys({ ports }: Turn, jwe: string) {
  const keysInMemory = await ports.cardKeys.get();
  const opened = keysInMemory && (await openCard(jwe, keysInMemory));
  if (opened !== undefined && opened.kind !== 'no-key') return opened;
  // Sealed with a key that is newer than what we remember.
  const fresh = await ports.cardKeys.refresh();
  return fresh === undefined ? { kind: 'no-key' as const } : await openCard(jwe, fresh);
}

async function send(turn: Turn, index: number, card: GiftCard): Promise<Verdict | NextCard> {
  const { ports, row, attemptId, plan, credential, remainingMs } = turn;
  const { last4, mayBeAdded, firstSentAt } = row.cards[index] ?? { last4: '' };
  // A token may have been revoked before its time: one fresh one, then the credential itself is asked.
  for (const lastTry of [false, true]) {
    const token = await memberToken(ports, plan, credential, remainingMs);
    if (token.kind !== 'ok') return await recordTokenForCard(turn, index, token);
    const whose = { clientId: credential.clientId, bearer: token.value.accessToken };
    const { providerId } = plan;
    const find = (since: string | undefined) => findGiftCard(ports, whose, { last4, providerId, since }, remainingMs);

    const earlier = mayBeAdded === true ? await find(firstSentAt) : { kind: 'absent' as const };
    if (earlier.kind === 'found') {
      await cardIsAdded(turn, index, earlier.card);
      return 'next-card';
    }
    if (earlier.kind === 'absent' && turn.reversed !== undefined) {
      await skipCard(turn, index, turn.reversed);
      return 'next-card';
    }
    let heldBack = false;
    const outcome =
      earlier.kind === 'absent'
        ? await permittedCall(
            ports,
            remainingMs,
            (connection, timing) => ports.thanx.addGiftCard(connection, { ...whose, providerId, card }, timing),
            {
              open: async () => {
                const key = keys.giftCards(row.shop, row.pid);
                const now = ports.now();
                // An operator may have put a brake on while the permit was waited for.
                const [braked, { changed }] = await Promise.all([
                  isBraked(ports, row.shop),
                  ports.store.giftCards.change(key, (current) => cardSending(current, attemptId, index, now)),
                ]);
                heldBack = braked;
                return changed && !braked;
              },
            },
          )
        : earlier;
    // Comes back at once, and waits on its row then.
    if (heldBack) return await deferCards(turn, ports.now());
    if (outcome.kind !== 'unauthorized' || lastTry) {
      return await recordCardCall(turn, index, outcome, find);
    }
    ports.userTokens.drop(plan.merchantId, plan.email);
  }
  return done;
}
