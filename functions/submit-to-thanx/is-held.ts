import type { Ports } from './ports.ts';

/**
 * Whether the credential, or the fixed token of a shop, is on hold. Looking at receipts must not use up the one probe in
 * 15 minutes: only a receipt that is submitted lifts a hold.
 */
export async function isHeld({ control, fixedTokens }: Ports, tokenOf: string | undefined): Promise<boolean> {
  if ((await control.get()).hold !== undefined) return true;
  return tokenOf !== undefined && (await fixedTokens.control(tokenOf).get()).hold !== undefined;
}
