import { passage, type Passage } from '../../../lib/circuit/circuit.ts';
import { refundsOf, refundingStopped, refundWanted } from '../../../lib/order/basket/refund.ts';
import { reportMissed } from '../../../lib/order/basket/report-missed.ts';
import { mayBeSentFrom } from '../../../lib/order/basket/sent.ts';
import { isSending, type BasketState } from '../../../lib/order/basket/state.ts';
import { basketBilled, basketRefunded, basketSkipped, notBilled } from '../../../lib/order/basket/transitions.ts';
import type { ThankuState } from '../../../lib/order/thanku/state.ts';
import { recheckAt } from '../../../lib/order/waiting.ts';
import { prepareCall } from '../../../lib/partners/thanx/permitted-call.ts';
import { maxVisibilitySeconds } from '../../../lib/queue/backoff.ts';
import { again, done, type Verdict } from '../../../lib/queue/consume.ts';
import { secretOrLack } from '../../../lib/secrets/lacking.ts';
import type { ThanxSecret } from '../../../lib/secrets/secrets.ts';
import type { CredentialControl } from '../../../lib/store/control.ts';
import { keys } from '../../../lib/store/keys.ts';
import type { Payload } from '../../../lib/store/orders.ts';
import { thanxActionFor } from '../action.ts';
import { closeCircuit, giveProbeBack, shopPassage } from '../circuit.ts';
import type { Ports } from '../ports.ts';
import { isCircuitClosed, readPause } from '../wait-on-row.ts';
import { applyToBasket } from './apply-action.ts';
import { basketToken, isRenewed } from './member.ts';
import { readMerchantKey } from './merchant-key.ts';
import { claimRow, giveBack } from './claim-row.ts';
import {
  basketWaitsFor,
  keyOf,
  openCircuitForBasket,
  pauseBasket,
  skipBasket,
  type Ended,
  type Held,
} from './moves.ts';
import { isSourceErased, personalIn, refundableOf, sourceOf, type Source } from './source.ts';

/**
 * Makes one attempt to bill a waiting basket, or to tell Thanx of a refund: checks, gets the member's token and a permit, claims the row, sends, and
 * records the outcome. The same request may be sent twice. The row's claim only keeps different ones apart.
 */
export async function attemptBasket(
  ports: Ports,
  row: BasketState,
  remainingMs: () => number,
): Promise<Verdict | Ended> {
  const { store, now } = ports;
  const { shop, pid, notBefore, waitsFor } = row;
  const held: Held = { ports, row };
  if (isSending(row, now())) return done;
  if (ports.simulateAll) return await skipBasket(held, 'simulated');
  if (row.erase === true) return await dropErased(held);
  const waitMs = Math.max(notBefore, mayBeSentFrom(row)) - now();
  const isLater = waitMs > 0;
  // Stopped baskets are woken when they may continue, whatever `notBefore` says.
  if (isLater && waitsFor === undefined) return waitMs > maxVisibilitySeconds * 1000 ? done : again(waitMs / 1000);
  const { isPaused, credential: control } = await readPause(ports, shop);
  if (isPaused) return isLater ? done : await pauseBasket(held);
  const [order, payload] = await Promise.all([
    store.thanku.get(keys.thanku(shop, pid)),
    store.payload.get(keys.payload(shop, pid)),
  ]);
  if (await broughtUpToDate(held, order)) return again(1);
  const source = await sourceOf(store, row, payload);
  if (source === undefined || (await isSourceErased(store, shop, source))) return await dropErased(held);
  if (control.basketsCertified === undefined)
    return isLater
      ? done
      : await basketWaitsFor(held, recheckAt(now(), ports.random()), async () =>
          isCertified(await ports.control.get()),
        );
  // Not earlier: a basket that will be skipped must not use up the probe.
  const way = await passage(control, ports.control, now(), ports.random());
  if (!way.pass) return isLater ? done : await basketWaitsFor(held, way.untilMs, isCircuitClosed(ports.control));
  // A probe mostly comes because someone has just put the secret, so it doesn't trust what is remembered.
  const found = await secretOrLack(way.probe ? ports.credential.refresh() : ports.credential.get());
  if ('lacks' in found) return await openCircuitForBasket(held, found.lacks);
  return await send({ held, source, payload, control, way, credential: found.secret, isLater, remainingMs });
}

const isCertified = ({ basketsCertified }: CredentialControl): boolean => basketsCertified !== undefined;

interface Turn {
  held: Held;
  source: Source;
  payload: Payload | undefined;
  /** The credential's control row, as it was just read. */
  control: CredentialControl;
  way: Extract<Passage, { pass: true }>;
  credential: ThanxSecret;
  isLater: boolean;
  remainingMs: () => number;
}

async function send(turn: Turn): Promise<Verdict | Ended> {
  const { held, source, payload, control, way, credential, isLater, remainingMs } = turn;
  const { ports, row } = held;
  const { shop } = row;
  const { now } = ports;
  const about = { credential, personal: personalIn(source, payload), remainingMs };
  const waitForShop = async (untilMs: number): Promise<Verdict> => {
    if (way.probe && control.hold !== undefined) await giveProbeBack(ports, control.hold.since);
    return isLater ? done : await basketWaitsFor(held, untilMs, isCircuitClosed(ports.shopSecretsControl(shop)));
  };
  const own = await shopPassage(ports, shop);
  if (!own.pass) return await waitForShop(own.untilMs);
  const isProbe = way.probe || own.probe;
  // A token may be revoked early. So a fresh one is tried once, then the credential and the shop's secrets are suspected.
  for (const isLastTry of [false, true]) {
    const key = await readMerchantKey(ports, shop, { probe: isProbe || isLastTry });
    if (key.kind !== 'ok') return await waitForShop(key.untilMs);
    const asking = { credential, seen: control, isProbe, remainingMs };
    const token = await basketToken(ports, source.whose, asking);
    if (token.kind === 'circuit-open') return await waitForShop(token.untilMs);
    if (token.kind === 'failed') {
      const { call, outcome } = token;
      // Another customer may be a member, and show whether the shop's secrets are accepted.
      const isNobody = outcome.kind === 'no-member' || outcome.kind === 'no-email';
      if (isNobody && own.probe && own.seen.hold !== undefined) await giveProbeBack(ports, own.seen.hold.since, shop);
      return await applyToBasket(held, thanxActionFor(outcome, call, now()), { ...about, call });
    }

    const loyalty = { ...ports, thanx: { connect: () => ports.thanx.connectToLoyalty() } };
    const call = await prepareCall(loyalty, remainingMs);
    if (call.kind !== 'ready')
      return await applyToBasket(held, thanxActionFor(call, 'basket', now()), { ...about, call: 'basket' });
    const attemptId = ports.newId();
    const claim = await claimRow(held, attemptId, call, remainingMs);
    if (claim.kind === 'paused') return await pauseBasket(held);
    if (claim.kind === 'not-ours') return done;

    const { refund } = claim.row.attempt ?? {};
    const { accessToken: bearer, userId } = token.value;
    const outcome = await call.send((connection, timing) =>
      ports.thanx.createBasket(
        connection,
        { merchantKey: key.value, bearer, basket: source.basket, standing: { refunded: refund } },
        timing,
      ),
    );
    if (outcome.kind === 'ok') {
      const basket = await record(held, claim.row, attemptId, source, userId);
      await closeCircuit(ports, { seen: claim.credential });
      await closeCircuit(ports, { secretsOf: shop, seen: own.seen });
      return { done: true, basket, payload };
    }
    const mayRetry = outcome.kind === 'unauthorized' && !isLastTry;
    if (!mayRetry || !(await isRenewed(ports, shop, source.whose, { token: token.value, key: key.value }))) {
      // A probe that Thanx judged shows that the credential works: the others needn't wait for one that it accepts.
      if (outcome.kind === 'rejected' && way.probe) await closeCircuit(ports, { seen: claim.credential });
      return await applyToBasket({ ...held, attemptId }, thanxActionFor(outcome, 'basket', now()), {
        ...about,
        call: 'basket',
      });
    }
    await giveBack(held, attemptId);
  }
  return done;
}

/** Records that Thanx has the basket or the refund. Returns the row, unless it was changed once more. */
async function record(
  { ports, row }: Held,
  claimed: BasketState,
  attemptId: string,
  source: Source,
  userId: string | undefined,
): Promise<BasketState | undefined> {
  const { store, telemetry, now } = ports;
  const { shop, pid } = row;
  const isRefund = claimed.attempt?.refund !== undefined;
  const { changed, row: written } = await store.basket.change(
    keyOf(row),
    (current) =>
      isRefund
        ? basketRefunded(current, attemptId, now())
        : basketBilled(current, attemptId, refundableOf(source, userId, now()), now()),
    claimed,
  );
  if (!changed) return written;
  telemetry.info(isRefund ? 'basket refunded' : 'basket billed', { shop, pid });
  telemetry.count(isRefund ? 'BasketRefunded' : 'BasketBilled');
  // An erasure may have missed the row because the index didn't show it yet.
  if (written.refundable === undefined || !(await isSourceErased(store, shop, source))) return written;
  await store.basket.change(keyOf(row), (current) => ({
    ...(refundingStopped(current, now()) ?? current),
    erase: true,
  }));
  return undefined;
}

/** The customer was erased: nothing more is sent, and nothing is kept for it. */
async function dropErased({ ports, row }: Held): Promise<Verdict> {
  const { store, now } = ports;
  await store.basket.change(
    keyOf(row),
    (current) => basketSkipped(current, 'erased', now()) ?? refundingStopped(current, now()),
  );
  return done;
}

/** A refund that came before the basket's row did is noted now. Whether that changed what is to be sent. */
async function broughtUpToDate({ ports, row }: Held, order: ThankuState | undefined): Promise<boolean> {
  const { store, telemetry, now } = ports;
  let before = row;
  const decide = (current: BasketState) => {
    before = current;
    return (order && refundWanted(current, refundsOf(order, current.subtotal), now())) ?? notBilled(current, now());
  };
  if (decide(row) === undefined) return false;
  const { changed, row: written } = await store.basket.change(keyOf(row), decide, row);
  if (changed) reportMissed(telemetry, before, written);
  return changed && written.state !== row.state;
}
