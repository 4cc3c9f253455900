import { type Command, Option } from 'commander';
import * as z from 'zod';
import { examples, onStage } from '../cli/context.ts';
import { summaryOf, printOrders } from '../orders/print-orders.ts';
import { shopsMeant } from '../shops/known-shop.ts';
import { listOrders, listPorts, orderStates } from '../orders/list.ts';
import { refuseUnknownReason } from '../orders/known-reasons.ts';
import { progress } from '../cli/progress.ts';
import { since, wholeNumber } from '../cli/option-values.ts';

const Options = z.object({
  shop: z.string().optional(),
  state: z.enum(orderStates).optional(),
  reason: z.string().optional(),
  since: z.number().default(0),
  limit: z.number(),
});

export function ordersListCommand(orders: Command): void {
  orders
    .command('list')
    .description('list orders, newest first')
    .option('--shop <id>', 'only this shop’s orders')
    .addOption(
      new Option('--state <state>', 'only orders in this state, of the ThankU or the receipt').choices(orderStates),
    )
    .option('--reason <code>', 'only orders with this reason, as in `orders show`: `rejected`, `cancelled`')
    .option('--since <when>', 'only orders first seen since: 30m, 12h, 3d, 2w, a date or a time', (text) => since(text))
    .option('--limit <n>', 'list at most this many', wholeNumber, 50)
    .addHelpText(
      'after',
      `${examples(
        'orders list --shop my-shop --since 2d',
        'orders list --state failed --since 1w --stage prod',
        'orders list --shop my-shop --state rejected --reason unauthorized --limit 1000 --json',
      )}
With --state or --reason, the command reads orders until it has found enough. If a shop has many, add --since.`,
    )
    .action(async (_, command: Command) => {
      const { shop, since: sinceMs, ...wanted } = Options.parse(command.opts());
      await onStage(command, async ({ aws, stage, out }) => {
        const shops = await shopsMeant(aws, shop);
        const bar = progress('orders read', 0);
        const listed = await listOrders(
          listPorts(aws),
          { ...wanted, shops: shops.map((known) => known.shop), sinceMs },
          (read) => bar.advance(read),
        ).finally(() => bar.stop());
        const { orders: found, more, unreadable, reasons } = listed;
        if (found.length === 0 && wanted.reason !== undefined) refuseUnknownReason(wanted.reason, reasons);
        out.json({ stage: stage.name, orders: found.map(summaryOf), more, unreadable });
        for (const message of unreadable) out.note(`Not listed: ${message}`);
        if (found.length === 0) out.note('No order matches.');
        else printOrders(out, found);
        if (more)
          out.note(`There are more: --limit ${wanted.limit * 10} shows further ones, --since and --reason fewer.`);
      });
    });
}
