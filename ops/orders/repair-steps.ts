import { keyText } from '../../lib/order/order-key.ts';
import type { Part } from '../../lib/order/standing.ts';
import { meaningOf, type StuckCode } from '../stuck/codes.ts';
import { describeRefreeze } from './describe-refreeze.ts';
import { automatic, filled, type Circumstances, type Named, type NextStep } from './next-step.ts';

/** Commands that the proposal makes unnecessary. */
const needless = { impossible: ['shops apply'], 'to-correct': [], ready: ['shops apply'] };

/** Nothing more happens automatically, because a partner has refused it or nobody could reach it. */
export function failed(
  code: StuckCode,
  part: Part,
  named: Named,
  { dataKept, isRefundable, proposal }: Circumstances,
): NextStep {
  const { means, fix } = meaningOf(code);
  if (!dataKept && !(part === 'basket' && isRefundable === true))
    return automatic(
      `${means} Its data was kept for thirty days, or until its customer was erased: nothing can be sent any more.`,
    );
  const refreeze =
    proposal === undefined || part === 'gift-cards' || code === 'basket-refund-failed'
      ? undefined
      : describeRefreeze(proposal, part);
  const dropped = ['orders show', ...(refreeze === undefined ? [] : needless[refreeze.still])];
  return {
    means: refreeze === undefined ? means : `${means} ${refreeze.words}`,
    commands: fix
      .filter((command) => !dropped.some((start) => command.startsWith(start)))
      .map((command) => (refreeze?.still === 'impossible' ? command.replace(' --refreeze', '') : command))
      .map((command) => filled(command, named)),
  };
}

/** Nothing more happens automatically, but a person has to check the order. */
export function toLookAt(code: StuckCode, named: Named): NextStep {
  const { means, fix } = meaningOf(code);
  return { means, commands: fix.slice(1).map((command) => filled(command, named)) };
}

/** A receipt that only a person can find out about. */
export function toFind(code: StuckCode, named: Named, { dataKept }: Circumstances): NextStep {
  const key = keyText(named);
  const retry = dataKept ? 'A retry sends nothing: thankflow looks for it again. ' : '';
  const gone = dataKept ? '' : ' Its data is gone, so if Thanx does not have it, it is given up.';
  return {
    means: `${meaningOf(code).means} ${retry}Look for “${key}” in the comments of the customer’s receipts there.${gone}`,
    commands: [
      ...(dataKept ? [`orders retry ${key}`] : []),
      `orders resolve ${key} --as submitted --receipt RECEIPT`,
      `orders resolve ${key} --as not-sent`,
    ],
  };
}
