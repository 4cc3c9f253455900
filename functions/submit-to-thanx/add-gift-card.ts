import type { GiftCard } from '../../lib/sealing/card.ts';
import { openCard } from '../../lib/sealing/open.ts';
import { sameCardIn } from '../../lib/order/gift-cards/sealed-card.ts';
import { cardSending } from '../../lib/order/gift-cards/transitions.ts';
import { done, type Verdict } from '../../lib/queue/consume.ts';
import { secretOrLack } from '../../lib/secrets/lacking.ts';
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
  const sealed = sameCardIn(order.giftCards ?? [], row.cards, index);
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
  if (opened.kind === 'no-key') {
    const code = 'lacks' in opened && opened.lacks !== 'no-secret' ? opened.lacks : 'no-gift-card-key';
    turn.ports.telemetry.error('gift cards wait: the key that opens them is not there', { code });
    return await retryCard(turn, index, { code });
  }
  if (opened.kind === 'broken') {
    await rejectCard(turn, index, 'unreadable', { code: 'unreadable' });
    return 'next-card';
  }
  return await send(turn, index, opened.card);
}

async function openWithOurKeys({ ports }: Turn, jwe: string) {
  const remembered = await secretOrLack(ports.cardKeys.get());
  const opened = 'secret' in remembered ? await openCard(jwe, remembered.secret) : undefined;
  if (opened !== undefined && opened.kind !== 'no-key') return opened;
  // Sealed with a key that is newer than what we remember.
  const fresh = await secretOrLack(ports.cardKeys.refresh());
  if ('secret' in fresh) return await openCard(jwe, fresh.secret);
  return { kind: 'no-key' as const, lacks: fresh.lacks };
}

/** The ids under which Thanx has the order's other cards, those of this turn included. */
async function idsOfOthers({ ports, row: { shop, pid } }: Turn, index: number): Promise<string[]> {
  const current = await ports.store.giftCards.get(keys.giftCards(shop, pid));
  return (current?.cards ?? []).flatMap(({ id }, at) => (at === index || id === undefined ? [] : [id]));
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
    const find = async (since: string | undefined) => {
      const notThese = await idsOfOthers(turn, index);
      return await findGiftCard(ports, whose, { last4, providerId, since, notThese }, remainingMs);
    };

    // What Thanx lists can't tell two cards with the same digits apart. Sending can: it takes no card twice.
    const isAlone = row.cards.every((one, at) => at === index || one.last4 !== last4);
    const mayLook = mayBeAdded === true && (isAlone || turn.reversed !== undefined);
    const earlier = mayLook ? await find(firstSentAt) : { kind: 'absent' as const };
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
