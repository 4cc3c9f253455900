import { Argument, InvalidArgumentError, Option, type Command } from 'commander';
import * as z from 'zod';
import { ThankflowError } from '../../lib/errors.ts';
import { resolveReceipt, resolveSeen, type Resolution, type Resolved } from '../repair/resolve.ts';
import { keys } from '../../lib/store/keys.ts';
import { orderIndex } from '../orders/order-index.ts';
import { examples, onStage } from '../cli/context.ts';
import { audited, changing } from '../audit/audited.ts';
import { keyText, type OrderKey } from '../../lib/order/order-key.ts';
import { orderKey } from '../orders/order-key.ts';
import { noSuchOrder } from '../orders/order-rows.ts';
import { finishRepair, type Repaired } from '../orders/repaired.ts';
import { repairPorts } from '../repair/ports.ts';
import { instant } from '../cli/words.ts';

const Options = z.object({
  as: z.enum(['submitted', 'not-sent', 'seen']),
  receipt: z.string().optional(),
  wait: z.boolean(),
});

export function ordersResolveCommand(orders: Command): void {
  changing(orders.command('resolve'))
    .description('record what you found out about a receipt of unknown outcome, or that you have checked an order')
    .addArgument(new Argument('<key>', 'an order key: `my-shop/my-shop-1001`').argParser(orderKey))
    .addOption(
      new Option('--as <outcome>', 'whether Thanx has the receipt; seen: you have checked the order')
        .choices(['submitted', 'not-sent', 'seen'])
        .makeOptionMandatory(),
    )
    .option('--receipt <id>', "with submitted: the receipt's ID at Thanx", receiptId)
    .option('--no-wait', 'with not-sent: don’t wait for the result')
    .addHelpText(
      'after',
      `${examples(
        'orders resolve my-shop/my-shop-1001 --as submitted --receipt 8a1f0c',
        'orders resolve my-shop/my-shop-1001 --as not-sent --stage prod --why "not in the dashboard, nor in Thanx’s log"',
      )}
not-sent sends the receipt once more. If Thanx has it after all, the customer is credited twice, so be sure.
seen takes the order off the list of \`stuck\` (thanku-perhaps, order-reinstated) and sends nothing.
Exit codes: 0 done, 1 refused, 2 wrong usage, 3 done, and it failed again.`,
    )
    .action(async (key: OrderKey, _, command: Command) => {
      const options = Options.parse(command.opts());
      const resolution = resolutionOf(options);
      await onStage(command, async ({ aws, stage, out }) => {
        const index = orderIndex(aws.documents, aws.ordersTable);
        const ports = { ...repairPorts(aws), findById: index.byId };
        if ((await ports.store.thanku.get(keys.thanku(key.shop, key.pid))) === undefined)
          throw noSuchOrder(key, stage.name);
        const repaired = await audited(aws, command, { about: [keyText(key)] }, async (tell) => {
          const done =
            resolution.as === 'seen'
              ? seenOf(key, await resolveSeen(ports, key.shop, key.pid))
              : repairedOf(key, await resolveReceipt(ports, key.shop, key.pid, resolution));
          tell(resolution.as === 'submitted' ? `${done.outcome}: receipt ${resolution.receiptId}` : done.outcome);
          return done;
        });
        await finishRepair(aws, out, [repaired], options);
      });
    });
}

function resolutionOf({ as, receipt }: z.infer<typeof Options>): Resolution | { as: 'seen' } {
  if (as !== 'submitted') {
    if (receipt === undefined) return { as };
    throw new ThankflowError('usage', '--receipt needs --as submitted');
  }
  if (receipt !== undefined) return { as, receiptId: receipt };
  throw new ThankflowError('usage', '--as submitted needs --receipt <id>: the ID that Thanx’s dashboard shows');
}

function receiptId(text: string): string {
  const id = text.trim();
  if (/^[\w-]{1,128}$/.test(id)) return id;
  throw new InvalidArgumentError('expected the receipt’s ID: letters, digits, - and _.');
}

function seenOf(order: OrderKey, outcome: 'seen' | 'nothing-to-see'): Repaired {
  const key = keyText(order);
  return outcome === 'seen'
    ? { key, outcome, words: 'recorded as checked: `stuck` no longer lists it' }
    : { key, outcome: 'refused', words: 'it isn’t waiting to be checked: see `orders show`' };
}

function repairedOf(order: OrderKey, resolved: Resolved): Repaired {
  const key = keyText(order);
  switch (resolved.kind) {
    case 'submitted':
      return {
        key,
        outcome: 'submitted',
        words: 'its receipt is submitted; thankflow doesn’t poll for Thanx’s decision',
      };
    case 'submitted-already':
      return { key, outcome: 'unchanged', words: 'its receipt is already submitted with this ID' };
    case 'sent-again':
      return { key, outcome: 'sent-again', parts: ['receipt'], words: 'its receipt is sent once more' };
    case 'given-up':
      return { key, outcome: 'given-up', words: 'its data is deleted, so its receipt is given up' };
    case 'refused':
      return { key, outcome: 'refused', words: refusalOf(resolved) };
  }
}

function refusalOf(refused: Extract<Resolved, { kind: 'refused' }>): string {
  switch (refused.because) {
    case 'unknown-order':
      return 'there is no such order';
    case 'no-receipt':
      return 'it has no receipt: `orders show` says why';
    case 'changed-meanwhile':
      return 'somebody else or thankflow has found out meanwhile: check it again';
    case 'not-unknown':
      return `its receipt’s outcome is known: ${refused.receipt.state}${refused.receipt.id === undefined ? '' : `, ID ${refused.receipt.id}`}`;
    case 'too-early':
      return `its request may take effect until ${instant(refused.untilMs)}: check Thanx’s dashboard after that`;
    case 'id-taken':
      return `this ID belongs to ${refused.by}: check the ID again`;
  }
}
