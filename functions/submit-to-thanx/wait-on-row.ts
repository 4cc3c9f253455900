import { recheckAt } from '../../lib/order/waiting.ts';
import type { BasketState } from '../../lib/order/basket/state.ts';
import { basketResumed } from '../../lib/order/basket/stopping.ts';
import { cardsResumed, cardsStopped } from '../../lib/order/gift-cards/stopping.ts';
import { lookStopped, receiptResumed, receiptStopped } from '../../lib/order/receipt/stopping.ts';
import type { GiftCardsState } from '../../lib/order/gift-cards/state.ts';
import type { ReceiptState } from '../../lib/order/receipt/state.ts';
import { again, done, type Verdict } from '../../lib/queue/consume.ts';
import type { Control, CredentialControl } from '../../lib/store/control.ts';
import { keys } from '../../lib/store/keys.ts';
import type { Key, Rows } from '../../lib/store/rows.ts';
import type { Ports } from './ports.ts';

type Of = { shop: string; pid: string };

/**
 * Whether an operator has paused the credential or this shop's receipts, and the credential's control row.
 * @param read the credential's control row, if it was just read
 */
export async function readPause(
  { control, shopControl }: Pick<Ports, 'control' | 'shopControl'>,
  shop: string,
  read?: CredentialControl,
): Promise<{ isPaused: boolean; credential: CredentialControl }> {
  const [credential, { thanxBrake }] = await Promise.all([read ?? control.get(), shopControl(shop).get()]);
  return { isPaused: credential.brake !== undefined || thanxBrake !== undefined, credential };
}

/** Whether an operator has paused the credential or this shop's receipts. */
export const isPaused = async (...args: Parameters<typeof readPause>): Promise<boolean> =>
  (await readPause(...args)).isPaused;

/** Whether the reason for waiting is over. */
export type IsFree = () => Promise<boolean>;

/** Whether no operator has paused the shop's work any more. */
export const isResumed =
  (ports: Ports, shop: string): IsFree =>
  async () =>
    !(await isPaused(ports, shop));

/** Whether the circuit of a credential, or of a shop's fixed token, is closed. */
export const isCircuitClosed =
  (control: Pick<Control<CredentialControl>, 'get'>): IsFree =>
  async () =>
    (await control.get()).hold === undefined;

/** Makes work wait on its row. If it was resumed before this write, the scan missed it, so it continues immediately. */
async function waits<State extends object>(
  rows: Pick<Rows<State>, 'change'>,
  key: Key,
  isFree: IsFree,
  { hold, resume }: Record<'hold' | 'resume', (row: State) => State | undefined>,
): Promise<Verdict> {
  await rows.change(key, hold);
  if (!(await isFree())) return done;
  await rows.change(key, resume);
  return again(1);
}

/** Makes a receipt wait on its row. */
export const receiptWaits = (
  { store, now }: Ports,
  { shop, pid }: Of,
  isFree: IsFree,
  hold: (row: ReceiptState) => ReceiptState | undefined,
): Promise<Verdict> =>
  waits(store.receipt, keys.receipt(shop, pid), isFree, { hold, resume: (row) => receiptResumed(row, now()) });

/** Makes a basket wait on its row. */
export const basketWaits = (
  { store, now }: Ports,
  { shop, pid }: Of,
  isFree: IsFree,
  hold: (row: BasketState) => BasketState | undefined,
): Promise<Verdict> =>
  waits(store.basket, keys.basket(shop, pid), isFree, { hold, resume: (row) => basketResumed(row, now()) });

/** Makes an order's gift cards wait on their row. */
export const cardsWait = (
  { store, now }: Ports,
  { shop, pid }: Of,
  isFree: IsFree,
  hold: (row: GiftCardsState) => GiftCardsState | undefined,
): Promise<Verdict> =>
  waits(store.giftCards, keys.giftCards(shop, pid), isFree, { hold, resume: (row) => cardsResumed(row, now()) });

/** Makes a receipt that waits to be sent or searched for wait until an operator resumes it. */
export async function pauseReceipt(ports: Ports, of: Of): Promise<Verdict> {
  const untilMs = recheckAt(ports.now(), ports.random());
  return await receiptWaits(
    ports,
    of,
    isResumed(ports, of.shop),
    (row) => receiptStopped(row, 'brake', untilMs, ports.now()) ?? lookStopped(row, untilMs, ports.now()),
  );
}

/** Makes a receipt that no worker is processing wait until a circuit closes. */
export const receiptWaitsForCircuit = (ports: Ports, of: Of, untilMs: number, isFree: IsFree): Promise<Verdict> =>
  receiptWaits(ports, of, isFree, (row) => receiptStopped(row, 'hold', untilMs, ports.now()));

/** Makes gift cards that no worker is processing wait until an operator resumes them. */
export async function pauseGiftCards(ports: Ports, of: Of): Promise<Verdict> {
  const untilMs = recheckAt(ports.now(), ports.random());
  return await cardsWait(ports, of, isResumed(ports, of.shop), (row) =>
    cardsStopped(row, 'brake', untilMs, ports.now()),
  );
}
