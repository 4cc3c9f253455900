import type { OrderKey } from '../../lib/order/order-key.ts';
import type { RefreezeProposal } from '../repair/refreeze.ts';
import { whenMark } from '../stuck/remedy.ts';
import type { Standing } from '../../lib/order/standing.ts';
import type { OrderRows } from './order-rows.ts';

/** What happens to an order automatically, or what a person has to do about it. */
export interface NextStep {
  means: string;
  /** Without `./thankflow`. */
  commands: string[];
}

export interface Circumstances {
  /** Where each part of the order stands, by its rows and control rows. */
  parts: readonly Standing[];
  /** Whether the data to send is still there. */
  dataKept: boolean;
  /** Whether what refunds of a basket need is still there. */
  isRefundable?: boolean;
  /** What the current settings would send, if something has failed. */
  proposal: RefreezeProposal | undefined;
  nowMs: number;
}

/** An order's key, the credential of its receipt, basket or gift cards, and what its basket is to do. */
export type Named = OrderKey & { credential: string | undefined; isRefunding: boolean };

export const namedBy = ({ thanku: { shop, pid }, receipt, basket, giftCards }: OrderRows): Named => ({
  shop,
  pid,
  credential: receipt?.credential ?? basket?.credential ?? giftCards?.credential,
  isRefunding: basket?.state === 'refunding',
});

export const automatic = (means: string): NextStep => ({ means, commands: [] });

/** A command of `fix`, for this order. */
export const filled = (command: string, { shop, pid, credential = 'CREDENTIAL' }: Named): string =>
  (command.split(whenMark)[0] ?? '')
    .replace('KEY', `${shop}/${pid}`)
    .replace('SHOP', shop)
    .replace('CREDENTIAL', credential);
