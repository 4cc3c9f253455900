import { tell } from '../tell.ts';
import { passage } from '../../../lib/circuit/circuit.ts';
import type { WakeUp } from '../../../lib/order/event.ts';
import { areCardsFinal, openCards, type GiftCardsState } from '../../../lib/order/gift-cards/state.ts';
import { cardsAnnounced, cardsTaken } from '../../../lib/order/gift-cards/transitions.ts';
import { reversalKind } from '../../../lib/order/thanku/state.ts';
import { deadMarginMs } from '../../../lib/order/grace-periods.ts';
import { maxVisibilitySeconds } from '../../../lib/queue/backoff.ts';
import { again, done, type Verdict } from '../../../lib/queue/consume.ts';
import { lackOf, secretOrLack } from '../../../lib/secrets/lacking.ts';
import { isErased } from '../../../lib/store/erased.ts';
import { keys } from '../../../lib/store/keys.ts';
import { settle } from '../../../lib/store/settle.ts';
import { attemptCard } from './attempt.ts';
import { pauseGiftCards, isPaused } from '../wait-on-row.ts';
import { cardsWaitForCircuit, deferCards, openCircuitForCards, skipCards } from './moves.ts';
import type { Ports } from '../ports.ts';

/** The delay if an order's claim hasn't written its own row yet, or its worker died before that. */
const unclaimedMs = 60_000;

/** Handles a wake-up: adds the order's open gift cards, one after the other. */
export async function addGiftCards(ports: Ports, { shop, pid }: WakeUp, remainingMs: () => number): Promise<Verdict> {
  const row = await ports.store.giftCards.get(keys.giftCards(shop, pid));
  if (row === undefined || (row.settledAt !== undefined && row.dueKind === undefined)) return done;
  // Woken for its receipt, which may have been refrozen for this credential.
  if (row.credential !== undefined && row.credential !== ports.credentialName) return done;
  const verdict = openCards(row).length > 0 ? await takeTurn(ports, row, remainingMs) : done;
  await finish(ports, shop, pid);
  return verdict;
}

async function takeTurn(ports: Ports, { shop, pid, notBefore, waitsFor }: GiftCardsState, remainingMs: () => number) {
  const { store, now } = ports;
  const waitMs = notBefore - now();
  const isLater = waitMs > 0;
  // Stopped cards are woken when they may continue, whatever `notBefore` says.
  if (isLater && waitsFor === undefined) return waitMs > maxVisibilitySeconds * 1000 ? done : again(waitMs / 1000);
  const control = await ports.control.get();
  if (!ports.simulateAll && (await isPaused(ports, shop, control)))
    return isLater ? done : await pauseGiftCards(ports, { shop, pid });
  const attemptId = ports.newId();
  const deadAt = now() + remainingMs() + deadMarginMs;
  const taken = await store.giftCards.change(keys.giftCards(shop, pid), (row) =>
    cardsTaken(row, { id: attemptId, deadAt }, now()),
  );
  // Another worker has them. If it dies, the row brings them back.
  if (!taken.changed) return done;
  const { row } = taken;
  const held = { ports, row, attemptId };
  if (ports.simulateAll) return await skipCards(held, 'simulated');
  const claimed = await store.thanku.get(keys.thanku(shop, pid));
  if (claimed === undefined) return await deferCards(held, now() + unclaimedMs);
  const payload = await store.payload.get(keys.payload(shop, pid));
  const plan = payload?.giftCards;
  if (payload === undefined || plan === undefined) return await skipCards(held, 'erased');
  try {
    if (await isErased(store, shop, payload.order.customer)) return await skipCards(held, 'erased');
  } catch (error) {
    // Without the hash key, nobody can tell which customers were erased.
    const lacks = lackOf(error);
    if (lacks === undefined) throw error;
    return await openCircuitForCards(held, lacks);
  }
  // Not earlier: cards that will be skipped must not use up the probe.
  const way = await passage(control, ports.control, now(), ports.random());
  if (!way.pass) return await cardsWaitForCircuit(held, isLater ? notBefore : way.untilMs);
  // A probe mostly comes because someone has just put the secret, so it doesn't trust what is remembered.
  const found = await secretOrLack(way.probe ? ports.credential.refresh() : ports.credential.get());
  if ('lacks' in found) return await openCircuitForCards(held, found.lacks);
  const { secret: credential } = found;
  const { order } = payload;
  const turn = {
    ...held,
    plan,
    order,
    credential,
    reversed: claimed.reversed && reversalKind(claimed.reversed),
    remainingMs,
  };
  for (const index of openCards(row)) {
    const verdict = await attemptCard(turn, index);
    if (verdict !== 'next-card') return verdict;
  }
  return done;
}

/** Does everything that follows from the cards' states: dead letter and event of a refusal, tombstones. */
async function finish(ports: Ports, shop: string, pid: string): Promise<void> {
  const key = keys.giftCards(shop, pid);
  const row = await ports.store.giftCards.get(key);
  if (row === undefined) return;
  const refused = row.cards.find(({ state }) => state === 'rejected');
  if (row.announced === false && refused !== undefined && openCards(row).length === 0) {
    const reason = `gift-card-${refused.reason ?? 'rejected'}`;
    await ports.sendDeadLetter({ shop, pid }, reason);
    const told = await tell(
      ports,
      { shop, pid },
      { type: 'Order Failed', partner: 'thanx', reason },
      Date.parse(row.updatedAt),
    );
    ports.telemetry.count('GiftCardRejected');
    await ports.store.giftCards.change(key, (current) => cardsAnnounced(current, ports.now()));
    await told.wake();
  }
  if (areCardsFinal(row)) await settle(ports.store, shop, pid, ports.now());
}
