import { Argument, type Command } from 'commander';
import * as z from 'zod';
import { examples, onStage } from '../cli/context.ts';
import { keyText, type OrderKey } from '../../lib/order/order-key.ts';
import { orderKey } from '../orders/order-key.ts';
import { noSuchOrder } from '../orders/order-rows.ts';
import { readOrder } from '../orders/read-order.ts';
import { printOrder, printRequest } from '../orders/print-order.ts';

const Options = z.object({ request: z.boolean().default(false) });

export function ordersShowCommand(orders: Command): void {
  orders
    .command('show')
    .description("an order's history: times, attempts, the partners' answers, and what comes next")
    .addArgument(new Argument('<key>', 'an order key: `my-shop/my-shop-1001`').argParser(orderKey))
    .option('--request', 'also show the requests, which are personal data')
    .addHelpText(
      'after',
      examples('orders show my-shop/my-shop-1001', 'orders show my-shop/my-shop-1001 --request --stage prod'),
    )
    .action(async (key: OrderKey, _, command: Command) => {
      const { request } = Options.parse(command.opts());
      await onStage(command, async ({ aws, stage, out }) => {
        const order = await readOrder(aws, key);
        if (order === undefined) throw noSuchOrder(key, stage.name);
        const { rows, payload, parts: _parts, ...rest } = order;
        const { thanku, receipt, basket, giftCards } = rows;
        const shownBasket = basket && {
          ...basket,
          refundable: basket.refundable && { until: basket.refundable.until },
        };
        if (request) out.note('The requests are personal data: delete any copy of this.');
        const shown = { key: keyText(key), order: thanku, receipt, basket: shownBasket, giftCards, ...rest };
        out.json({ stage: stage.name, ...shown, ...(request && { request: payload }) });
        printOrder(out, order, stage.name);
        if (request) printRequest(out, order);
      });
    });
}
