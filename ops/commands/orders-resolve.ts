import { Argument, InvalidArgumentError, Option, type Command } from 'commander';
import * as z from 'zod';
import { ThankflowError } from '../../lib/errors.ts';
import { resolveReceipt, type Resolution, type Resolved } from '../../lib/repair/resolve.ts';
import { keys } from '../../lib/store/keys.ts';
import { orderIndex } from '../../lib/store/order-index.ts';
import { audited, changing } from '../audited.ts';
import { withStage } from '../aws.ts';
import { contextOf, examples } from '../context.ts';
import { keyText, type OrderKey } from '../../lib/order/order-key.ts';
import { orderKey } from '../order-key.ts';
import { noSuchOrder } from '../orders/order-rows.ts';
import { follow, goingOn, tellRepaired, type Repaired } from '../orders/repaired.ts';
import { repairPorts } from '../repair-ports.ts';
import { instant } from '../words.ts';

const Options = z.object({
  as: z.enum(['submitted', 'not-sent']),
  receipt: z.string().optional(),
  follow: z.boolean(),
});

export function ordersResolveCommand(orders: Command): void {
  changing(orders.command('resolve'))
    .description('say what became of a receipt of unknown outcome, as Thanx’s dashboard shows it')
    .addArgument(new Argument('<key>', "the order's key: `my-shop/my-shop-1001`").argParser(orderKey))
    .addOption(
      new Option('--as <outcome>', 'whether Thanx has the receipt')
        .choices(['submitted', 'not-sent'])
        .makeOptionMandatory(),
    )
    .option('--receipt <id>', "with submitted: the receipt's id at Thanx", receiptId)
    .option('--no-follow', 'with not-sent: do not wait for what becomes of it')
    .addHelpText(
      'after',
      `${examples(
        'orders resolve my-shop/my-shop-1001 --as submitted --receipt 8a1f0c',
        'orders resolve my-shop/my-shop-1001 --as not-sent --stage prod --reason "not in the dashboard, nor in Thanx’s log"',
      )}
not-sent sends the receipt once more: if Thanx has it after all, its customer is credited twice. Be sure.
Exit codes: 0 done, 1 refused, 2 called wrongly, 3 done, and it failed again.`,
    )
    .action(async (key: OrderKey, _, command: Command) => {
      const { stage, out } = contextOf(command);
      const { follow: wait, ...options } = Options.parse(command.opts());
      const resolution = resolutionOf(options);
      await withStage(stage, async (aws) => {
        const index = orderIndex(aws.documents, aws.ordersTable);
        const ports = { ...repairPorts(aws), findById: index.byId };
        if ((await ports.store.thanku.get(keys.thanku(key.shop, key.pid))) === undefined)
          throw noSuchOrder(key, stage.name);
        const repaired = await audited(aws, command, { about: [keyText(key)] }, async (tell) => {
          const resolved = await resolveReceipt(ports, key.shop, key.pid, resolution);
          const done = repairedOf(key, resolved);
          tell(resolution.as === 'submitted' ? `${done.outcome}: receipt ${resolution.receiptId}` : done.outcome);
          return done;
        });
        const on = goingOn([repaired], [key]);
        tellRepaired(out, stage.name, [repaired], wait && on.length > 0 ? await follow(aws, on) : undefined);
      });
    });
}

function resolutionOf({ as, receipt }: { as: 'submitted' | 'not-sent'; receipt?: string | undefined }): Resolution {
  if (as === 'not-sent') {
    if (receipt === undefined) return { as };
    throw new ThankflowError('usage', '--receipt goes with --as submitted: what was not sent has no id');
  }
  if (receipt !== undefined) return { as, receiptId: receipt };
  throw new ThankflowError('usage', '--as submitted needs --receipt <id>: the id that Thanx’s dashboard shows');
}

function receiptId(text: string): string {
  const id = text.trim();
  if (/^[\w-]{1,128}$/.test(id)) return id;
  throw new InvalidArgumentError('expected the receipt’s id: letters, digits, - and _.');
}

function repairedOf(order: OrderKey, resolved: Resolved): Repaired {
  const key = keyText(order);
  switch (resolved.kind) {
    case 'submitted':
      return {
        key,
        outcome: 'submitted',
        words: 'its receipt is submitted; what Thanx decides about it is not followed',
      };
    case 'submitted-already':
      return { key, outcome: 'unchanged', words: 'its receipt is submitted with this id already' };
    case 'sent-again':
      return { key, outcome: 'sent-again', parts: ['receipt'], words: 'its receipt is sent once more' };
    case 'given-up':
      return { key, outcome: 'given-up', words: 'its data is gone, so its receipt is given up: nothing can be sent' };
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
      return 'somebody else, or thankflow itself, found out meanwhile: look at it again';
    case 'not-unknown':
      return `what became of its receipt is known: ${refused.receipt.state}${refused.receipt.id === undefined ? '' : `, id ${refused.receipt.id}`}`;
    case 'too-early':
      return `its request may take effect until ${instant(refused.untilMs)}: look into Thanx’s dashboard after that`;
    case 'id-taken':
      return `this id is that of ${refused.by}: look again which one is meant`;
  }
}
