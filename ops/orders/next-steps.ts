import type { ReceiptState } from '../../lib/order/receipt-state.ts';
import { isSettled, leased, type ThankuState } from '../../lib/order/thanku-state.ts';
import { braked } from '../../lib/order/braked.ts';
import type { RefreezeProposal } from '../../lib/repair/refreeze.ts';
import type { CredentialControl, ShopControl } from '../../lib/store/control.ts';
import { giftCardsSk } from '../../lib/store/keys.ts';
import { brakeWords } from '../brake-words.ts';
import { keyText } from '../order-key.ts';
import { instant } from '../words.ts';
import type { OrderRows } from './order-rows.ts';
import { credentialHolds, failed, ofHold, shopHolds, unknown } from './stuck-steps.ts';

/** What comes of an order by itself, or what a person has to do about it. */
export interface NextStep {
  means: string;
  /** Without `npx thankflow`. */
  commands: string[];
}

export interface Circumstances {
  /** Whether what would be sent is still there. */
  dataKept: boolean;
  shop: ShopControl;
  /** Of the receipt's or gift cards' credential; with a fixed user token, of that. */
  credential: CredentialControl | undefined;
  fixedToken: CredentialControl | undefined;
  /** What today's settings would ask for, if something has failed. */
  proposal: RefreezeProposal | undefined;
  nowMs: number;
}

export function nextSteps(rows: OrderRows, about: Circumstances): NextStep[] {
  const { thanku, receipt, giftCards } = rows;
  const steps = [
    ...ofThanku(thanku, about),
    ...(receipt === undefined ? [] : ofReceipt(receipt, about)),
    ...(giftCards?.cards.some(({ state }) => state === 'rejected') === true
      ? [failed(giftCards, giftCardsSk, about)]
      : []),
  ];
  return steps.length > 0 || !isSettled(thanku) ? steps : [itself('Nothing is left to do.')];
}

const itself = (means: string): NextStep => ({ means, commands: [] });

function ofThanku(order: ThankuState, about: Circumstances): NextStep[] {
  const { nowMs, shop } = about;
  switch (order.state) {
    case 'failed':
      return [failed(order, 'state#thanku', about)];
    case 'early':
      return [itself('It was cancelled or refunded before anybody said that it is paid: it waits to be told of.')];
    case 'held':
      if (order.reason === 'waiting-for-cancellations')
        return [itself(`It waits for cancellations until ${instant(order.notBefore)}.`)];
      if (order.reason === braked && shop.thankuBrake !== undefined) {
        return [{ means: brakeWords(shop.thankuBrake), commands: [`release --shop ${order.shop} --thanku`] }];
      }
      if (shop.hold !== undefined) return [ofHold(shop.hold, shopHolds[shop.hold.reason], order)];
      return [itself(`What held it is off: it is tried by itself at ${instant(order.notBefore)}.`)];
    case 'waiting':
      if (leased(order, nowMs)) return [itself(`An attempt is under way, until ${instant(nowMs + 60_000)} at most.`)];
      if (order.notBefore <= nowMs) return [itself('It is tried as soon as its message comes up.')];
      return [
        {
          means: `It is tried again by itself at ${instant(order.notBefore)}.`,
          commands: [`orders retry ${keyText(order)}`],
        },
      ];
    default:
      return [];
  }
}

function ofReceipt(receipt: ReceiptState, about: Circumstances): NextStep[] {
  const { nowMs, shop, credential, fixedToken } = about;
  const duplicates = receipt.duplicateIds?.length
    ? [
        itself(
          `Thanx holds ${receipt.duplicateIds.length + 1} receipts for it (${[receipt.id, ...receipt.duplicateIds].join(', ')}): ask Thanx to take back all but one.`,
        ),
      ]
    : [];
  switch (receipt.state) {
    case 'rejected':
      return [...duplicates, failed(receipt, 'state#receipt', about)];
    case 'unknown':
      if (receipt.dueKind === 'stuck') return [...duplicates, unknown(receipt, about)];
      return [
        ...duplicates,
        itself(
          `Its receipt is looked for at Thanx by itself${receipt.dueAt === undefined ? '' : ` at ${instant(receipt.dueAt)}`}.`,
        ),
      ];
    case 'sending':
      return [...duplicates, itself('Its receipt is being sent; within two minutes it is known what became of it.')];
    case 'waiting': {
      if (shop.thanxBrake !== undefined) {
        return [{ means: brakeWords(shop.thanxBrake), commands: [`release --shop ${receipt.shop} --thanx`] }];
      }
      if (credential?.brake !== undefined) {
        return [{ means: brakeWords(credential.brake), commands: [`release --credential ${receipt.credential}`] }];
      }
      if (fixedToken?.hold !== undefined) return [ofHold(fixedToken.hold, 'user-token-held', receipt)];
      if (credential?.hold !== undefined)
        return [ofHold(credential.hold, credentialHolds[credential.hold.reason], receipt)];
      const when =
        receipt.notBefore > nowMs ? `at ${instant(receipt.notBefore)}` : 'as soon as Thanx’s limits let it through';
      return [itself(`Its receipt is sent by itself ${when}.`)];
    }
    default:
      return duplicates;
  }
}
