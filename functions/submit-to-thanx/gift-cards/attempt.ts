import type { Addition } from '../../../lib/partners/thanx/add-gift-card.ts';
import { prepareCall, type CallOutcome } from '../../../lib/partners/thanx/permitted-call.ts';
import type { Thanx } from '../ports.ts';
import { thanxActionFor } from '../action.ts';
import type { GiftCard } from '../../../lib/sealing/card.ts';
import { openCard } from '../../../lib/sealing/open.ts';
import { sameCardIn } from '../../../lib/order/gift-cards/sealed-card.ts';
import { cardSending } from '../../../lib/order/gift-cards/transitions.ts';
import { done, type Verdict } from '../../../lib/queue/consume.ts';
import { secretOrLack } from '../../../lib/secrets/lacking.ts';
import { keys } from '../../../lib/store/keys.ts';
import { isPaused } from '../wait-on-row.ts';
import { cardIsAdded, deferCards, rejectCard, retryCard, skipCard, type NextCard, type Turn } from './moves.ts';
import { applyToCard, recordAddition, type Find } from './apply-action.ts';
import { findGiftCard } from './find.ts';
import { memberToken } from '../user-token.ts';

/** Adds one card of an order. `next-card`: continue with the next one; otherwise the turn is over. */
export async function attemptCard(turn: Turn, index: number): Promise<Verdict | NextCard> {
  const { row, order } = turn;
  const state = row.cards[index];
  const sealed = sameCardIn(order.giftCards ?? [], row.cards, index);
  if (state === undefined) return 'next-card';
  if (turn.reversed !== undefined && state.mayBeAdded !== true) return await skipCard(turn, index, turn.reversed);
  // The row and the payload come from two deliveries that listed different cards.
  if (sealed === undefined) return await rejectCard(turn, index, 'missing', { code: 'missing' });
  if ('leftOut' in sealed) return await skipCard(turn, index, sealed.leftOut);
  const opened = await openWithOurKeys(turn, sealed.jwe);
  if (opened.kind === 'no-key') {
    const code = 'lacks' in opened && opened.lacks !== 'no-secret' ? opened.lacks : 'no-gift-card-key';
    turn.ports.telemetry.error('gift cards wait: the key that opens them is not there', { code });
    return await retryCard(turn, index, { code });
  }
  if (opened.kind === 'broken') return await rejectCard(turn, index, 'unreadable', { code: 'unreadable' });
  return await send(turn, index, opened.card);
}

async function openWithOurKeys({ ports }: Turn, jwe: string) {
  const remembered = await secretOrLack(ports.cardKeys.get());
  const opened = 'secret' in remembered ? await openCard(jwe, remembered.secret) : undefined;
  if (opened !== undefined && opened.kind !== 'no-key') return opened;
  // Sealed with a key that is newer than the cached one.
  const fresh = await secretOrLack(ports.cardKeys.refresh());
  if ('secret' in fresh) return await openCard(jwe, fresh.secret);
  return { kind: 'no-key' as const, lacks: fresh.lacks };
}

/** The ids of the order's other cards at Thanx, including those of this turn. */
async function idsOfOthers({ ports, row: { shop, pid } }: Turn, index: number): Promise<string[]> {
  const current = await ports.store.giftCards.get(keys.giftCards(shop, pid));
  return (current?.cards ?? []).flatMap(({ id }, at) => (at === index || id === undefined ? [] : [id]));
}

/** Gets the owner's token and a permit, claims the card on its row, sends it and records the outcome. */
async function send(turn: Turn, index: number, card: GiftCard): Promise<Verdict | NextCard> {
  const { ports, row, plan, credential, remainingMs } = turn;
  const { now } = ports;
  const { last4, mayBeAdded, firstSentAt } = row.cards[index] ?? { last4: '' };
  const { clientId } = credential;
  const { providerId } = plan;
  // A token may be revoked early. So a fresh one is tried once, then the credential itself is checked.
  for (const isLastTry of [false, true]) {
    const token = await memberToken(ports, plan, credential, remainingMs);
    if (token.kind !== 'ok') return await applyToCard(turn, index, thanxActionFor(token, 'token', now()), undefined);
    const whose = { clientId, bearer: token.value.accessToken };
    const find: Find = async (since) => {
      const notThese = await idsOfOthers(turn, index);
      return await findGiftCard(ports, whose, { last4, providerId, since, notThese }, remainingMs);
    };

    // A search can't distinguish two cards with the same digits. Sending can, because no card is added twice.
    const isAlone = row.cards.every((one, at) => at === index || one.last4 !== last4);
    const mayLook = mayBeAdded === true && (isAlone || turn.reversed !== undefined);
    const earlier = mayLook ? await find(firstSentAt) : { kind: 'absent' as const };
    if (earlier.kind === 'found') return await cardIsAdded(turn, index, earlier.card);
    if (earlier.kind === 'absent' && turn.reversed !== undefined) return await skipCard(turn, index, turn.reversed);
    const outcome =
      earlier.kind === 'absent' ? await claimAndSend(turn, index, { ...whose, providerId, card }) : earlier;
    if (outcome.kind === 'not-claimed') return outcome.verdict;
    if (outcome.kind === 'ok') return await recordAddition(turn, index, outcome.value, find);
    if (outcome.kind !== 'unauthorized' || isLastTry)
      return await applyToCard(turn, index, thanxActionFor(outcome, 'gift-card', now()), find);
    ports.userTokens.drop(plan.merchantId, plan.email);
  }
  return done;
}

/** Claims the card right before its request is sent. `not-claimed`: nothing was sent. */
async function claimAndSend(
  turn: Turn,
  index: number,
  request: Parameters<Thanx['addGiftCard']>[1],
): Promise<CallOutcome<Addition> | { kind: 'not-claimed'; verdict: Verdict }> {
  const { ports, row, attemptId } = turn;
  const call = await prepareCall(ports, turn.remainingMs);
  if (call.kind !== 'ready') return call;
  try {
    const now = ports.now();
    // An operator may have paused it during the wait for a permit.
    const [paused, { changed }] = await Promise.all([
      isPaused(ports, row.shop),
      ports.store.giftCards.change(keys.giftCards(row.shop, row.pid), (current) =>
        cardSending(current, attemptId, index, now),
      ),
    ]);
    // It comes back immediately and then waits on its row.
    if (paused) return { kind: 'not-claimed', verdict: await deferCards(turn, ports.now()) };
    if (!changed) return { kind: 'not-claimed', verdict: done };
    return await call.send((connection, timing) => ports.thanx.addGiftCard(connection, request, timing));
  } finally {
    call.cancel();
  }
}
