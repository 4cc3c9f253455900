import {
  brakedUntil,
  cardsHeld,
  cardsReleased,
  lookHeld,
  receiptHeld,
  receiptReleased,
} from '../../lib/order/braked.ts';
import { again, done, type Verdict } from '../../lib/queue/consume.ts';
import type { CredentialControl } from '../../lib/store/control.ts';
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

type Wait = { untilMs: number; isFree: () => Promise<boolean> };

/** A receipt that is to be sent, or looked for, waits on its row until an operator releases it. */
export const holdReceipt = (ports: Ports, { shop, pid }: Of): Promise<Verdict> =>
  waitUnlessFree(untilReleased(ports, shop), {
    hold: async (untilMs) => {
      await ports.store.receipt.change(
        keys.receipt(shop, pid),
        (row) => receiptHeld(row, 'brake', untilMs, ports.now()) ?? lookHeld(row, untilMs, ports.now()),
      );
    },
    release: async () => {
      await ports.store.receipt.change(keys.receipt(shop, pid), (row) => receiptReleased(row, ports.now()));
    },
  });

/** A receipt that is to be sent waits on its row until its credential, or its shop's token, is on hold no more. */
export const receiptWaitsForLift = (ports: Ports, { shop, pid }: Of, wait: Wait): Promise<Verdict> =>
  waitUnlessFree(wait, {
    hold: async (untilMs) => {
      await ports.store.receipt.change(keys.receipt(shop, pid), (row) =>
        receiptHeld(row, 'hold', untilMs, ports.now()),
      );
    },
    release: async () => {
      await ports.store.receipt.change(keys.receipt(shop, pid), (row) => receiptReleased(row, ports.now()));
    },
  });

/** As `holdReceipt`, of gift cards that nobody is at. */
export const holdGiftCards = (ports: Ports, of: Of): Promise<Verdict> =>
  cardsWait(ports, of, 'brake', untilReleased(ports, of.shop));

/** As `receiptWaitsForLift`, of gift cards that nobody is at. */
export const cardsWaitForLift = (ports: Ports, of: Of, wait: Wait): Promise<Verdict> =>
  cardsWait(ports, of, 'hold', wait);

const cardsWait = (ports: Ports, { shop, pid }: Of, waitsFor: 'brake' | 'hold', wait: Wait): Promise<Verdict> =>
  waitUnlessFree(wait, {
    hold: async (untilMs) => {
      await ports.store.giftCards.change(keys.giftCards(shop, pid), (row) =>
        cardsHeld(row, waitsFor, untilMs, ports.now()),
      );
    },
    release: async () => {
      await ports.store.giftCards.change(keys.giftCards(shop, pid), (row) => cardsReleased(row, ports.now()));
    },
  });

const untilReleased = (ports: Ports, shop: string): Wait => ({
  untilMs: brakedUntil(ports.now(), ports.random()),
  isFree: async () => !(await isBraked(ports, shop)),
});

/** Whoever freed it meanwhile may have looked through the rows before this one waited: then it goes on at once. */
async function waitUnlessFree(
  { untilMs, isFree }: Wait,
  row: { hold(untilMs: number): Promise<void>; release(): Promise<void> },
): Promise<Verdict> {
  await row.hold(untilMs);
  if (!(await isFree())) return done;
  await row.release();
  return again(1);
}
