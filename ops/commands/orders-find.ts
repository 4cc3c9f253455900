import type { Command } from 'commander';
import * as z from 'zod';
import { ThankflowError } from '../../lib/errors.ts';
import { examples, onStage } from '../cli/context.ts';
import { keyText } from '../../lib/order/order-key.ts';
import { findOnStage } from '../orders/find-on-stage.ts';
import { summaryOf, printOrders } from '../orders/print-orders.ts';

const Options = z.object({ shop: z.string().optional() });

export function ordersFindCommand(orders: Command): void {
  orders
    .command('find')
    .description("find an order by its number, the platform's ID, or the ID of its ThankU or receipt")
    .argument(
      '<text>',
      "`1001`, `#1001`, the platform's ID, an order key, a ThankU's or receipt's ID or link, or the link of the customer's page",
    )
    .option('--shop <id>', 'only this shop’s orders')
    .addHelpText(
      'after',
      `${examples("orders find '#1001'", 'orders find 1001 --shop my-shop', 'orders find sUiS29M3t0CbhOvATxnS --stage prod')}
If there is no such order, it says where the order's webhook may be: parked, in a queue, in quarantine, or refused.
Exit codes: 0 found, 1 failed, 2 not found or wrong usage.`,
    )
    .action(async (text: string, _, command: Command) => {
      const { shop } = Options.parse(command.opts());
      await onStage(command, async ({ aws, stage, out }) => {
        const { orders: listed, elsewhere } = await findOnStage(aws, text, { shop });
        if (listed.length === 0) {
          throw new ThankflowError('not-found', [
            `stage ${stage.name} has no order “${text}”${shop === undefined ? '' : ` of ${shop}`}.`,
            ...elsewhere,
          ]);
        }
        out.json({ stage: stage.name, orders: listed.map(({ by, ...row }) => ({ ...summaryOf(row), by })) });
        printOrders(out, listed);
        const [first] = listed;
        out.note(`Its history: ./thankflow orders show ${first ? keyText(first.thanku) : 'KEY'} --stage ${stage.name}`);
      });
    });
}
