import type { ReceiptState } from '../../lib/order/receipt/state.ts';
import type { RefreezeProposal } from '../repair/refreeze.ts';
import type { CredentialControl, Hold, ShopControl } from '../../lib/store/control.ts';
import { giftCardsSk, keys, thankuSk } from '../../lib/store/keys.ts';
import { stuckReason, type StuckCode } from '../stuck/reasons.ts';
import { reasonOfRow } from '../../lib/stuck/row-reason.ts';
import { describeCircuit } from '../pause/describe.ts';
import { whenMark } from '../stuck/remedy.ts';
import { keyText } from '../../lib/order/order-key.ts';
import { refreezeWords } from './refreeze-words.ts';

/** What comes of an order by itself, or what a person has to do about it. */
export interface NextStep {
  means: string;
  /** Without `./thankflow`. */
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

/** As much of a row as names what is stuck. */
type Part = {
  shop: string;
  pid: string;
  credential?: string | undefined;
  state?: string;
  reason?: string | undefined;
  resends?: number | undefined;
};

const withoutWhen = (command: string): string => command.split(whenMark)[0] ?? '';

const filled = (command: string, { shop, pid, credential = 'CREDENTIAL' }: Part): string =>
  withoutWhen(command).replace('KEY', `${shop}/${pid}`).replace('SHOP', shop).replace('CREDENTIAL', credential);

/** What failed waits for a person: what that means, and what puts it right. */
export function failed(part: Part, sk: string, { dataKept, proposal }: Circumstances): NextStep {
  const { pk } = keys.thanku(part.shop, part.pid);
  const { means, fix } = stuckReason(reasonOfRow({ pk, sk, ...part }));
  if (!dataKept) {
    return {
      means: `${means} Its data was kept for thirty days, or until its customer was erased: nothing can be sent any more.`,
      commands: [],
    };
  }
  const refreeze =
    proposal === undefined || sk === giftCardsSk
      ? undefined
      : refreezeWords(proposal, sk === thankuSk ? 'thanku' : 'receipt');
  const dropped = ['orders show', ...(refreeze === undefined ? [] : needless[refreeze.still])];
  const commands = fix.filter((command) => !dropped.some((start) => command.startsWith(start)));
  return {
    means: refreeze === undefined ? means : `${means} ${refreeze.words}`,
    commands: commands.map((command) =>
      filled(refreeze?.still === 'impossible' ? command.replace(' --refreeze', '') : command, part),
    ),
  };
}

const needless = {
  impossible: ['shops apply'],
  'to-correct': [],
  ready: ['shops apply'],
};

/** An order that nothing more is done for, and that a person has to look into. */
export function lookedInto(order: Part & { stuck?: string | undefined }): NextStep {
  const { pk, sk } = keys.thanku(order.shop, order.pid);
  const { means, fix } = stuckReason(reasonOfRow({ pk, sk, ...order }));
  return { means, commands: fix.slice(1).map((command) => filled(command, order)) };
}

/** A receipt that only a person can find out about. */
export function unknown(receipt: ReceiptState, { dataKept }: Circumstances): NextStep {
  const { pk, sk } = keys.receipt(receipt.shop, receipt.pid);
  const key = keyText(receipt);
  const looked = dataKept ? 'A retry sends nothing: thankflow looks for it again. ' : '';
  const gone = dataKept ? '' : ' Its data is gone: what was not sent is given up.';
  return {
    means: `${stuckReason(reasonOfRow({ pk, sk, ...receipt })).means} ${looked}Look for “${key}” in the comments of the customer’s receipts there.${gone}`,
    commands: [
      ...(dataKept ? [`orders retry ${key}`] : []),
      `orders resolve ${key} --as submitted --receipt RECEIPT`,
      `orders resolve ${key} --as not-sent`,
    ],
  };
}

/** What an automatic hold means for a part that waits for its end. */
export const ofHold = (hold: Hold, code: StuckCode, part: Part): NextStep => {
  if (hold.trial === true) {
    const refused = hold.refused === undefined ? 'One' : `${part.shop}/${hold.refused.pid}`;
    const means = `ThankU refused another order of the shop (${refused}). To see whose fault that is, one order tries first; this one waits for it.`;
    return { means, commands: [filled('orders retry KEY', part)] };
  }
  const { means, fix } = stuckReason(code);
  return { means: `${means} Now: ${describeCircuit(hold)}.`, commands: fix.map((command) => filled(command, part)) };
};
