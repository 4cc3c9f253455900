import type { ReceiptSkipReason } from '../../lib/order/reasons.ts';
import type { WakeUp } from '../../lib/order/event.ts';
import type { ReceiptState } from '../../lib/order/receipt/state.ts';
import { deferred, receiptSkipped, sending } from '../../lib/order/receipt/transitions.ts';
import { becameUnknown } from '../../lib/order/receipt/unknown.ts';
import { reversalKind } from '../../lib/order/thanku/state.ts';
import { deadMarginMs } from '../../lib/order/timing.ts';
import { maxVisibilitySeconds } from '../../lib/queue/backoff.ts';
import { again, done, type Verdict } from '../../lib/queue/consume.ts';
import { lackOf, secretOrLack } from '../../lib/secrets/lacking.ts';
import { passage } from '../../lib/store/control.ts';
import { isErased } from '../../lib/store/erased.ts';
import { keys } from '../../lib/store/keys.ts';
import { frozenReceipt } from '../../lib/store/orders.ts';
import { holdReceipt, isBraked, isLifted, receiptWaitsForLift } from './brakes.ts';
import { finish } from './finish.ts';
import { permittedCall } from '../../lib/partners/thanx/permitted-call.ts';
import type { Ports } from './ports.ts';
import { giveProbeBack } from './put-hold.ts';
import { reconcile } from './reconcile.ts';
import { recordReceipt, recordToken } from './record.ts';
import { followedBy } from './record-submitted.ts';
import { holdCredential } from './refusals.ts';
import { renewToken, userToken } from './user-token.ts';

/** A wake-up of the loyalty queue: looks at the receipt's row, which is the truth, and does what it asks for. */
export async function submitToThanx(ports: Ports, message: WakeUp, remainingMs: () => number): Promise<Verdict> {
  const { shop, pid } = message;
  const receipt = await ports.store.receipt.get(keys.receipt(shop, pid));
  if (receipt === undefined || (receipt.settledAt !== undefined && receipt.dueKind === undefined)) return done;
  // Frozen anew for another credential: its own worker is woken, and nothing of it is to leave with this one.
  if (receipt.credential !== ports.credentialName) return done;
  const verdict = await next(ports, receipt, remainingMs).catch(async (error: unknown) => {
    // The key of customers' hashes: without it nobody can tell who was erased.
    const lacks = lackOf(error);
    if (lacks === undefined) throw error;
    return await holdCredential(ports, receipt, undefined, lacks);
  });
  await finish(ports, shop, pid);
  return verdict;
}

function next(ports: Ports, receipt: ReceiptState, remainingMs: () => number): Promise<Verdict> {
  switch (receipt.state) {
    case 'waiting':
      return submit(ports, receipt, remainingMs);
    case 'sending':
      return look(ports, receipt);
    case 'unknown':
      return reconcile(ports, receipt, remainingMs);
    default:
      return Promise.resolve(done);
  }
}

/** An attempt that can't be running any more, and of which nothing was written, has an unknown end. */
async function look(ports: Ports, { shop, pid, attempt }: ReceiptState): Promise<Verdict> {
  const nowMs = ports.now();
  // While it is open everybody else stays away; its row is due again at `deadAt`.
  if (attempt === undefined || attempt.deadAt > nowMs) return done;
  const error = { at: new Date(nowMs).toISOString(), code: 'worker-died' };
  const { changed } = await ports.store.receipt.change(keys.receipt(shop, pid), (current) =>
    becameUnknown(current, attempt.id, error, nowMs),
  );
  if (changed) ports.telemetry.warn('a receipt has an unknown outcome: its worker died', { shop, pid });
  return done;
}

async function submit(ports: Ports, receipt: ReceiptState, remainingMs: () => number): Promise<Verdict> {
  const { store, now } = ports;
  const key = keys.receipt(receipt.shop, receipt.pid);
  const skip = async (reason: ReceiptSkipReason): Promise<Verdict> => {
    await store.receipt.change(key, (row) => receiptSkipped(row, reason, now()));
    return done;
  };
  if (ports.simulateAll) return await skip('simulated');
  if (receipt.erase === true) return await skip('erased');
  const waitMs = receipt.notBefore - now();
  const isLater = waitMs > 0;
  // Of what waits for a hold or a brake, these alone say until when.
  if (isLater && receipt.waitsFor === undefined)
    return waitMs > maxVisibilitySeconds * 1000 ? done : again(waitMs / 1000);
  const control = await ports.control.get();
  if (await isBraked(ports, receipt.shop, control)) return isLater ? done : await holdReceipt(ports, receipt);
  // Whoever reversed the order while an earlier attempt was open could not stop its receipt.
  const order = await store.thanku.get(keys.thanku(receipt.shop, receipt.pid));
  if (order?.reversed !== undefined) return await skip(reversalKind(order.reversed));
  const payload = await store.payload.get(keys.payload(receipt.shop, receipt.pid));
  const plan = frozenReceipt(payload, receipt);
  if (plan === undefined || (await isErased(store, receipt.shop, payload?.order.customer ?? {}))) {
    return await skip('erased');
  }
  // Not before: what is to be skipped must not use up the one probe in 15 minutes.
  const way = await passage(control, ports.control, now(), ports.random());
  if (!way.pass) {
    return isLater ? done : await receiptWaitsForLift(ports, receipt, way.untilMs, isLifted(ports.control));
  }
  const found = await secretOrLack(ports.credential.get());
  if ('lacks' in found) return await holdCredential(ports, receipt, undefined, found.lacks);
  const { secret: credential } = found;

  // A token may have been revoked before its time: one fresh one, then the credential itself is asked.
  const customer = payload?.order.customer ?? {};
  for (const lastTry of [false, true]) {
    const token = await userToken(ports, plan, credential, remainingMs);
    if (token.kind === 'held') {
      if (way.probe && control.hold !== undefined) await giveProbeBack(ports, control.hold.since);
      const isFree = isLifted(ports.fixedTokens.control(receipt.shop));
      return isLater ? done : await receiptWaitsForLift(ports, receipt, token.untilMs, isFree);
    }
    if (token.kind !== 'ok') return await recordToken(ports, receipt, token, { plan, credential, customer });
    const attemptId = ports.newId();
    let opened = false;
    let heldBack = false;
    const outcome = await permittedCall(
      ports,
      remainingMs,
      (connection, timing) =>
        ports.thanx.createReceipt(
          connection,
          {
            clientId: credential.clientId,
            bearer: token.value.accessToken,
            receipt: { ...plan, userComments: plan.marker },
          },
          timing,
        ),
      {
        open: async (sendBy) => {
          const deadAt = now() + remainingMs() + deadMarginMs;
          // An operator may have put a brake on while the permit was waited for. Asked at the same time: the permit runs out.
          const [braked, taken] = await Promise.allSettled([
            isBraked(ports, receipt.shop),
            store.receipt.change(key, (row) =>
              // Refrozen meanwhile: what is in hand here is not what is to be sent.
              row.frozen === receipt.frozen ? sending(row, { id: attemptId, sendBy, deadAt }, now()) : undefined,
            ),
          ]);
          if (taken.status === 'rejected') throw taken.reason;
          if (braked.status === 'rejected') {
            // Nothing leaves, so its outcome must not become unknown.
            await store.receipt.change(key, (row) => deferred(row, attemptId, now(), now()));
            throw braked.reason;
          }
          heldBack = braked.value;
          opened = taken.value.changed;
          return opened && !heldBack;
        },
      },
    );
    if (heldBack) {
      await store.receipt.change(key, (row) => deferred(row, attemptId, now(), now()));
      return await holdReceipt(ports, receipt);
    }
    if (outcome.kind !== 'unauthorized' || lastTry || !(await renewToken(ports, plan, token.value))) {
      // What failed before the row was claimed is no attempt's end, and still counts.
      return await recordReceipt(ports, receipt, opened ? attemptId : undefined, outcome, {
        plan,
        credential,
        customer,
        followed: followedBy(plan, customer),
        remainingMs,
      });
    }
    await store.receipt.change(key, (row) => deferred(row, attemptId, now(), now()));
  }
  return done;
}
