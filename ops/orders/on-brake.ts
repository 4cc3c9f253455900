import type { Brake, CredentialControl, ShopControl } from '../../lib/store/control.ts';
import { describePause } from '../pause/describe.ts';
import type { OrderRows } from './order-rows.ts';

/** An operator's brake, and the command that takes it off. */
export interface OnBrake {
  words: string;
  release: string;
}

/** The brake that keeps all of an order that is still to be sent from leaving; `undefined` if something of it may leave. */
export function onBrake(
  { thanku, receipt, giftCards }: OrderRows,
  shop: ShopControl,
  credential: CredentialControl | undefined,
): OnBrake | undefined {
  const ofThanx =
    on(shop.thanxBrake, `resume --shop ${thanku.shop} --thanx`) ??
    on(credential?.brake, `resume --credential ${receipt?.credential ?? giftCards?.credential ?? ''}`);
  const open = [
    ...(isOpen(thanku.state) ? [on(shop.thankuBrake, `resume --shop ${thanku.shop} --thanku`)] : []),
    ...([receipt, ...(giftCards?.cards ?? [])].some((part) => isOpen(part?.state)) ? [ofThanx] : []),
  ];
  return open.includes(undefined) ? undefined : open[0];
}

const on = (brake: Brake | undefined, release: string): OnBrake | undefined =>
  brake && { words: describePause(brake), release };

const isOpen = (state: string | undefined): boolean =>
  state !== undefined && ['waiting', 'held', 'failed', 'rejected'].includes(state);
