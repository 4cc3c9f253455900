import type { PollReceipts } from '../../../lib/order/event.ts';
import { polledBefore } from '../../../lib/order/receipt/poll-times.ts';
import { duplicatesSeen, onlyPolled, type Decision } from '../../../lib/order/receipt/poll.ts';
import { areAlike } from '../../../lib/order/receipt/purchase.ts';
import type { ReceiptState } from '../../../lib/order/receipt/state.ts';
import type { ListedReceipt } from '../../../lib/partners/thanx/list-receipts.ts';
import { permittedCall } from '../../../lib/partners/thanx/permitted-call.ts';
import { scrub } from '../../../lib/partners/scrub.ts';
import { again, done, type Verdict } from '../../../lib/queue/consume.ts';
import { secretOrLack } from '../../../lib/secrets/lacking.ts';
import type { CredentialControl } from '../../../lib/store/control.ts';
import { keys } from '../../../lib/store/keys.ts';
import { leavingUnreadable } from '../../../lib/store/unreadable.ts';
import { isPaused } from '../wait-on-row.ts';
import { fixedToken } from '../fixed-token.ts';
import { isCircuitOpen } from '../circuit.ts';
import { alsoDecided } from './also-decided.ts';
import { publishDecision, settleReceipt } from './decision.ts';
import { scanReceipts, type Look } from './scan.ts';
import { keyOf } from './apply-action.ts';
import type { Ports } from '../ports.ts';
import { reportDuplicate, stopPollingErased } from './submitted.ts';
import { hasMarker } from './same-receipt.ts';

/** A poll without a permit comes back after this long, up to twenty times. Meanwhile, receipts go first. */
export const noPermitSeconds = 15 * 60;

/** Polls a customer's receipts with one token and leftover permits, and records what it learns of the customer's other ones. Receipts that it misses come back. */
export async function pollReceipts(ports: Ports, message: PollReceipts, remainingMs: () => number): Promise<Verdict> {
  if (ports.simulateAll) return done;
  const rows = await Promise.all(
    message.receipts.map(({ shop, pid }) =>
      leavingUnreadable(ports.telemetry, () => ports.store.receipt.get(keys.receipt(shop, pid)), undefined),
    ),
  );
  const receipts = rows.filter((row) => row !== undefined);
  for (const receipt of receipts) await publishDecision(ports, receipt);
  const control = await ports.control.get();
  const open = await polledNow(ports, message, control, receipts);
  // After that, the rows have requested their next poll in another message.
  if (open.length === 0 || ports.now() > message.lookBy) return done;
  const wanted = open.map(({ id }) => id);
  const areAllIn = (seen: readonly ListedReceipt[]) => wanted.every((id) => seen.some((listed) => listed.id === id));
  const look = await lookAt(ports, message, control, remainingMs, areAllIn);
  const others = await polledNow(ports, message, control, await alsoDecided(ports, message, look.receipts));
  const polled = [...open, ...others];
  for (const receipt of polled) await recordSeen(ports, receipt, look.receipts);
  await leaveAlikeToPolls(ports, polled, look.receipts);
  // The rows' next turn may be days away.
  return look.retryAtMs === undefined ? done : again(noPermitSeconds);
}

/** The receipts that may be polled now: this customer's, not paused, and not of a customer who was erased. */
async function polledNow(
  ports: Ports,
  { merchantId, userId }: PollReceipts,
  control: CredentialControl,
  receipts: readonly ReceiptState[],
): Promise<ReceiptState[]> {
  const followed = receipts.filter(
    (row) => row.state === 'submitted' && row.userId === userId && row.follow?.merchantId === merchantId,
  );
  return await withoutPaused(ports, await withoutErased(ports, followed), control);
}

/** Excludes customers who were erased while the receipt was being submitted, if the erasure missed it. */
async function withoutErased(ports: Ports, receipts: readonly ReceiptState[]): Promise<ReceiptState[]> {
  const erased = await Promise.all(receipts.map((receipt) => stopPollingErased(ports, receipt)));
  return receipts.filter((_, at) => erased[at] === false);
}

/** Excludes paused receipts. They are polled at their next turn. */
async function withoutPaused(
  ports: Ports,
  receipts: readonly ReceiptState[],
  control: CredentialControl,
): Promise<ReceiptState[]> {
  const shops = [...new Set(receipts.map(({ shop }) => shop))];
  const paused = await Promise.all(shops.map((shop) => isPaused(ports, shop, control)));
  return receipts.filter(({ shop }) => paused[shops.indexOf(shop)] === false);
}

async function lookAt(
  ports: Ports,
  { merchantId, userId, tokenOf }: PollReceipts,
  control: CredentialControl,
  remainingMs: () => number,
  enough: (seen: readonly ListedReceipt[]) => boolean,
): Promise<Pick<Look, 'receipts' | 'retryAtMs'>> {
  const nothing = { receipts: [] };
  if (await isCircuitOpen(ports, tokenOf, control)) return nothing;
  const found = await secretOrLack(ports.credential.get());
  if ('lacks' in found) {
    ports.telemetry.warn('receipts could not be followed', { reason: found.lacks });
    return nothing;
  }
  const { secret: credential } = found;
  const token =
    tokenOf === undefined
      ? await permittedCall(
          ports,
          remainingMs,
          (connection, timing) => ports.thanx.createToken(connection, { credential, merchantId, userId }, timing),
          'poll',
        )
      : await fixedToken(ports, tokenOf);
  if (token.kind !== 'ok') {
    if (token.kind === 'later') return { ...nothing, retryAtMs: token.retryAtMs };
    ports.telemetry.warn('receipts could not be followed', { reason: `token: ${token.kind}` });
    return nothing;
  }
  const whose = { clientId: credential.clientId, bearer: token.value.accessToken, merchantId };
  const look = await scanReceipts(ports, whose, remainingMs, enough, tokenOf === undefined ? 'poll-on' : 'poll');
  if (!look.complete) ports.telemetry.info('a look at receipts ended early', { reason: look.reason });
  return look;
}

async function recordSeen(ports: Ports, receipt: ReceiptState, seen: readonly ListedReceipt[]): Promise<void> {
  const { shop, pid, id } = receipt;
  const marker = `${shop}/${pid}`;
  const ids = seen.filter((one) => hasMarker(one, marker)).map((one) => one.id);
  const noted = await noteDuplicates(ports, receipt, ids);
  const listed = seen.find((one) => one.id === id);
  const decision = decisionOf(listed, marker);
  if (id === undefined || decision === undefined) return;
  if (await settleReceipt(ports, noted, id, decision)) await noteDecision(ports, receipt);
}

/** The purchase of a receipt that is decided now may still be reported. It must not seem to be that of another one, which isn't decided. */
async function leaveAlikeToPolls(
  { store, now }: Ports,
  polled: readonly ReceiptState[],
  seen: readonly ListedReceipt[],
): Promise<void> {
  const decidedIds = new Set(seen.flatMap(({ id, state }) => (state === 'applied' || state === 'denied' ? [id] : [])));
  const isDecided = ({ id }: ReceiptState) => id !== undefined && decidedIds.has(id);
  const decided = polled.filter(isDecided);
  for (const receipt of polled)
    if (!isDecided(receipt) && decided.some((one) => areAlike(one, receipt)))
      await store.receipt.change(keyOf(receipt), (row) => onlyPolled(row, now()), receipt);
}

/** Later receipts of the merchant are polled when this one's decision says. */
async function noteDecision({ decisions, telemetry, now }: Ports, { follow, userId }: ReceiptState): Promise<void> {
  if (follow === undefined || userId === undefined) return;
  const { merchantId, since } = follow;
  const nowMs = now();
  const seen = { afterMs: polledBefore({ ...follow, userId }, nowMs) - since, byMs: nowMs - since };
  await leavingUnreadable(telemetry, () => decisions.note(merchantId, seen), undefined);
}

/** Returns the receipt's row as it was read or written last. */
async function noteDuplicates(ports: Ports, receipt: ReceiptState, ids: readonly string[]): Promise<ReceiptState> {
  const decide = (row: ReceiptState) => duplicatesSeen(row, ids, ports.now());
  // None since this worker read the row. Other ones have been reported by those who have seen them.
  if (decide(receipt) === undefined) return receipt;
  const { changed, row = receipt } = await ports.store.receipt.change(keyOf(receipt), decide, receipt);
  if (changed) reportDuplicate(ports, row);
  return row;
}

function decisionOf(listed: ListedReceipt | undefined, marker: string): Decision | undefined {
  if (listed?.state !== 'applied' && listed?.state !== 'denied') return undefined;
  const { state, rejectionText = '' } = listed;
  return state === 'denied' && rejectionText !== ''
    ? { state, rejectionText: scrub(rejectionText, [marker], 'all-digits') }
    : { state };
}
