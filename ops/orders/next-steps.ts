import type { ReceiptState } from '../../lib/order/receipt-state.ts';
import { isSettled, leased, type ThankuState } from '../../lib/order/thanku-state.ts';
import { braked } from '../../lib/order/braked.ts';
import type { RefreezeProposal } from '../../lib/repair/refreeze.ts';
import type { CredentialControl, Hold, ShopControl } from '../../lib/store/control.ts';
import { giftCardsSk, keys } from '../../lib/store/keys.ts';
import { stuckReason, type StuckCode } from '../../lib/stuck/reasons.ts';
import { reasonOfRow } from '../../lib/stuck/row-reason.ts';
import { brakeWords, holdWords } from '../brake-words.ts';
import { keyText } from '../order-key.ts';
import { instant } from '../words.ts';
import type { OrderRows } from './order-rows.ts';
import { refreezeWords } from './refreeze-words.ts';

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

type Part = {
  shop: string;
  pid: string;
  credential?: string | undefined;
  state?: string;
  reason?: string | undefined;
  resends?: number | undefined;
};

const filled = (command: string, { shop, pid, credential = 'CREDENTIAL' }: Part): string =>
  command.replace('KEY', `${shop}/${pid}`).replace('SHOP', shop).replace('CREDENTIAL', credential);

function failed(part: Part, sk: string, { dataKept, proposal }: Circumstances): NextStep {
  const { pk } = keys.thanku(part.shop, part.pid);
  const { means, fix } = stuckReason(reasonOfRow({ pk, sk, ...part }));
  if (!dataKept) {
    return itself(
      `${means} Its data was kept for thirty days, or until its customer was erased: nothing can be sent any more.`,
    );
  }
  const refreeze =
    proposal === undefined || sk === giftCardsSk
      ? undefined
      : refreezeWords(proposal, sk === 'state#thanku' ? 'thanku' : 'receipt');
  const dropped = ['orders show', ...(refreeze === undefined ? [] : needless[refreeze.still])];
  const commands = fix.filter((command) => !dropped.some((start) => command.startsWith(start)));
  return {
    means: refreeze === undefined ? means : `${means} ${refreeze.words}`,
    commands: (refreeze?.still === 'impossible' ? [...commands, 'orders retry KEY'] : commands).map((command) =>
      filled(command, part),
    ),
  };
}

const needless = {
  impossible: ['orders refreeze', 'shops apply', 'orders retry'],
  'to-correct': [],
  ready: ['shops apply'],
};

function unknown(receipt: ReceiptState, { dataKept }: Circumstances): NextStep {
  const { pk, sk } = keys.receipt(receipt.shop, receipt.pid);
  const key = keyText(receipt);
  const gone = dataKept ? '' : ' Its data is gone: what was not sent is given up.';
  return {
    means: `${stuckReason(reasonOfRow({ pk, sk, ...receipt })).means} Look for “${key}” in the comments of the customer’s receipts there.${gone}`,
    commands: [`orders resolve ${key} --as submitted --receipt ID`, `orders resolve ${key} --as not-sent`],
  };
}

const ofHold = (hold: Hold, code: StuckCode, part: Part): NextStep => {
  const { means, fix } = stuckReason(code);
  return { means: `${means} It is ${holdWords(hold)}.`, commands: fix.map((command) => filled(command, part)) };
};

const shopHolds: Record<Hold['reason'], StuckCode> = {
  failures: 'shop-held-failures',
  unauthorized: 'shop-held-token',
  'no-secret': 'shop-held-token',
  moved: 'shop-held-moved',
};

const credentialHolds: Record<Hold['reason'], StuckCode> = {
  failures: 'credential-held-secret',
  unauthorized: 'credential-held-secret',
  'no-secret': 'credential-held-secret',
  moved: 'credential-held-moved',
};
