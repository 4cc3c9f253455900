import { recheckAt } from '../../lib/order/stops.ts';
import { cardsResumed, cardsStopped } from '../../lib/order/gift-cards/stops.ts';
import { lookStopped, receiptResumed, receiptStopped } from '../../lib/order/receipt/stops.ts';
import type { GiftCardsState } from '../../lib/order/gift-cards/state.ts';
import type { ReceiptState } from '../../lib/order/receipt/state.ts';
import { again, done, type Verdict } from '../../lib/queue/consume.ts';
import type { Control, CredentialControl } from '../../lib/store/control.ts';
import { keys } from '../../lib/store/keys.ts';
import type { Ports } from './ports.ts';

type Of = { shop: string; pid: string };

/**
 * Whether an operator holds the credential, or this shop's receipts: nothing of them leaves.
 * @param read the credential's control row, where it was read just now
 */
export async function isBraked(
  { control, shopControl }: Pick<Ports, 'control' | 'shopControl'>,
  shop: string,
  read?: CredentialControl,
): Promise<boolean> {
  const [credential, { thanxBrake }] = await Promise.all([read ?? control.get(), shopControl(shop).get()]);
  return credential.brake !== undefined || thanxBrake !== undefined;
}

/** Whether what is waited for is over. */
type IsFree = () => Promise<boolean>;

const isReleased =
  (ports: Ports, shop: string): IsFree =>
  async () =>
    !(await isBraked(ports, shop));

/** Whether the hold of a credential, or of a shop's token, is lifted. */
export const isLifted =
  (control: Pick<Control<CredentialControl>, 'get'>): IsFree =>
  async () =>
    (await control.get()).hold === undefined;

/**
 * Puts a receipt to wait on its row. Whoever freed it meanwhile may have looked through the rows before this one waited:
 * then it goes on at once.
 */
export async function receiptWaits(
  { store, now }: Ports,
  { shop, pid }: Of,
  isFree: IsFree,
  hold: (row: ReceiptState) => ReceiptState | undefined,
): Promise<Verdict> {
  const key = keys.receipt(shop, pid);
  await store.receipt.change(key, hold);
  if (!(await isFree())) return done;
  await store.receipt.change(key, (row) => receiptResumed(row, now()));
  return again(1);
}

/** As `receiptWaits`, of an order's gift cards. */
export async function cardsWait(
  { store, now }: Ports,
  { shop, pid }: Of,
  isFree: IsFree,
  hold: (row: GiftCardsState) => GiftCardsState | undefined,
): Promise<Verdict> {
  const key = keys.giftCards(shop, pid);
  await store.giftCards.change(key, hold);
  if (!(await isFree())) return done;
  await store.giftCards.change(key, (row) => cardsResumed(row, now()));
  return again(1);
}

/** A receipt that is to be sent, or looked for, waits until an operator releases it. */
export async function holdReceipt(ports: Ports, of: Of): Promise<Verdict> {
  const untilMs = recheckAt(ports.now(), ports.random());
  return await receiptWaits(
    ports,
    of,
    isReleased(ports, of.shop),
    (row) => receiptStopped(row, 'brake', untilMs, ports.now()) ?? lookStopped(row, untilMs, ports.now()),
  );
}

/** A receipt that is to be sent, and that nobody is at, waits for the end of a hold. */
export const receiptWaitsForLift = (ports: Ports, of: Of, untilMs: number, isFree: IsFree): Promise<Verdict> =>
  receiptWaits(ports, of, isFree, (row) => receiptStopped(row, 'hold', untilMs, ports.now()));

/** As `holdReceipt`, of gift cards that nobody is at. */
export async function holdGiftCards(ports: Ports, of: Of): Promise<Verdict> {
  const untilMs = recheckAt(ports.now(), ports.random());
  return await cardsWait(ports, of, isReleased(ports, of.shop), (row) =>
    cardsStopped(row, 'brake', untilMs, ports.now()),
  );
}
