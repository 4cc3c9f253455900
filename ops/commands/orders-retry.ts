import { Argument, type Command } from 'commander';
import * as z from 'zod';
import { audited, changing } from '../audit/audited.ts';
import { withStage } from '../stage/aws.ts';
import { contextOf, examples } from '../cli/context.ts';
import { keyText, type OrderKey } from '../../lib/order/order-key.ts';
import { orderKeys } from '../orders/order-key.ts';
import { noSuchOrder, orderRows } from '../orders/order-rows.ts';
import { readOrder } from '../orders/read-order.ts';
import { repairedWords, seeThrough, tellRepaired, type Repaired } from '../orders/repaired.ts';
import { retry } from '../orders/retry.ts';
import { tryOne } from '../pause/try-one.ts';
import { repairPorts } from '../repair/ports.ts';

const Options = z.object({ wait: z.boolean(), refreeze: z.boolean().default(false) });

export function ordersRetryCommand(orders: Command): void {
  changing(orders.command('retry'))
    .description('give what failed of these orders another chance, with what is frozen; what waits is tried now')
    .addArgument(new Argument('<key...>', "the orders' keys: `my-shop/my-shop-1001`").argParser(orderKeys))
    .option('--refreeze', "with requests made from today's settings, where they would send otherwise and that is safe")
    .option('--no-wait', 'don’t wait for the results')
    .addHelpText(
      'after',
      `${examples(
        'orders retry my-shop/my-shop-1001',
        'orders retry my-shop/my-shop-1001 --refreeze',
        'orders retry my-shop/my-shop-1001 my-shop/my-shop-1002 --stage prod --why "ThankU is back"',
      )}
It sends what was sent before, so ThankU makes no second ThankU. With --refreeze, what the partner certainly refused each time is made from today's settings instead: it
makes no difference where the cause was the token or the wallet. A receipt of unknown outcome is never sent again this way, but looked for at Thanx once more. The order's dead letter goes.
Exit codes: 0 done, 1 nothing could be done, 2 called wrongly, 3 some could not be, or an order failed again or is not through yet.`,
    )
    .action(async (keys: OrderKey[], _, command: Command) => {
      const { stage, out } = contextOf(command);
      const options = Options.parse(command.opts());
      await withStage(stage, async (aws) => {
        // Before anything is changed: is every key one?
        const ports = repairPorts(aws);
        for (const key of keys)
          if ((await orderRows(ports.store, key)) === undefined) throw noSuchOrder(key, stage.name);
        const about = keys.map(keyText);
        const repaired = await audited(aws, command, { about }, async (tell) => {
          const done: Repaired[] = [];
          for (const key of keys) {
            const order = await readOrder(aws, key, { withAudit: false });
            if (order === undefined) throw noSuchOrder(key, stage.name);
            // It is the one that tries: a hold is no reason to make it wait, and costs it nothing.
            if (order.shopHeld) await tryOne(aws, { what: 'thanku', shop: key.shop }, { wakes: false });
            done.push(await retry(ports, key, order, { stage: stage.name, refreeze: options.refreeze }));
          }
          tell(repairedWords(done));
          return done;
        });
        tellRepaired(out, stage.name, repaired, await seeThrough(aws, repaired, keys, options));
      });
    });
}
