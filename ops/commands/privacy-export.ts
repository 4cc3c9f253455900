import type { Command } from 'commander';
import * as z from 'zod';
import { closeRequestsOf } from '../privacy/requests.ts';
import { examples, onStage } from '../cli/context.ts';
import { audited, changing } from '../audit/audited.ts';
import type { Output } from '../cli/output.ts';
import { exportOf, type Exported } from '../privacy/export.ts';
import { privacyPorts } from '../privacy/ports.ts';
import { refuseTracked, writePrivateFile } from '../privacy/private-file.ts';
import { customerOf, hashName, withCustomer } from '../privacy/subject.ts';
import { jsonText } from '../cli/terminal.ts';
import { number } from '../cli/words.ts';
import { knownShop } from '../shops/known-shop.ts';

const Options = z.object({ output: z.string().optional(), close: z.boolean().default(false) });

export function privacyExportCommand(privacy: Command): void {
  changing(withCustomer(privacy.command('export')))
    .description('a customer’s data, as one JSON document on stdout')
    .option(
      '--output <file>',
      'write it to this new file instead, which only you can read and git must ignore (*.privacy.json)',
    )
    .option('--close', 'then close the customer’s open requests for their data')
    .addHelpText(
      'after',
      `${examples(
        'privacy export --shop my-shop --customer ada@example.com --output ada.privacy.json',
        'privacy export --shop my-shop --customer 7120395001 --output ada.privacy.json --close --why "sent on 3 May"',
      )}
It covers unsettled orders, receipts that are polled, dead letters, quarantine, and ThankUs that name the customer. The other
data of settled orders is deleted.
Exit code 3: something couldn't be read. The document lists it under \`incomplete\`.`,
    )
    .action(async (_, command: Command) => {
      const who = customerOf(command);
      const { output, close } = Options.parse(command.opts());
      if (output !== undefined) await refuseTracked(output);
      await onStage(command, async ({ aws, stage, out }) => {
        await knownShop(aws, who.shop);
        const exportIt = async (): Promise<boolean> => {
          const found = await exportOf(aws, who);
          const { incomplete } = found;
          if (output === undefined) process.stdout.write(`${jsonText(found, 2)}\n`);
          else {
            await writePrivateFile(output, `${jsonText(found, 2)}\n`);
            out.json({ stage: stage.name, shop: who.shop, output, incomplete });
          }
          printExport(out, found);
          if (incomplete.length > 0) process.exitCode = 3;
          return incomplete.length === 0;
        };
        if (!close) {
          await exportIt();
          return;
        }
        const about = [who.shop, await hashName(aws.customers, who)];
        await audited(aws, command, { about }, async (tell) => {
          if (!(await exportIt())) {
            tell('incomplete: nothing closed');
            out.note('The data is incomplete, so the request stays open.');
            return;
          }
          const closed = await closeRequestsOf(privacyPorts(aws), who, ['export']);
          tell(`${closed} requests closed`);
          out.note(closed === 0 ? 'There is no open request.' : `Closed ${closed} of their requests.`);
        });
      });
    });
}

function printExport(out: Output, found: Exported): void {
  const { orders, parked, deadLetters, quarantine, publicThankus, incomplete } = found;
  const counts = [
    `${number(orders.length)} orders`,
    `${number(parked.length)} parked events`,
    `${number(deadLetters.length)} dead letters`,
    `${number(quarantine.length)} webhooks in quarantine`,
    `${number(publicThankus.length)} public ThankUs`,
  ];
  out.note(`Found: ${counts.join(', ')}.`);
  for (const what of incomplete) out.note(`Not read: ${what}`);
  out.note('This is personal data: send it only to the customer, and don’t keep it.');
}
