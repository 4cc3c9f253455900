import { writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import * as z from 'zod';
import { ThankflowError } from '../../lib/errors.ts';
import { closeRequestsOf } from '../../lib/privacy/requests.ts';
import { audited, changing } from '../audited.ts';
import { withStage } from '../aws.ts';
import { contextOf, examples } from '../context.ts';
import type { Output } from '../output.ts';
import { exportOf, type Exported } from '../privacy/export.ts';
import { privacyPorts } from '../privacy/ports.ts';
import { customerOf, hashName, withCustomer } from '../privacy/subject.ts';
import { jsonText } from '../terminal.ts';
import { number } from '../words.ts';
import { knownShop } from '../known-shop.ts';

const Options = z.object({ output: z.string().optional(), close: z.boolean().default(false) });

export function privacyExportCommand(privacy: Command): void {
  changing(withCustomer(privacy.command('export')))
    .description('everything that is held of a customer, as one JSON document on stdout')
    .option('--output <file>', 'write it to this new file, readable by you alone, instead of stdout')
    .option('--close', 'then close their open requests for their data: they are answered')
    .addHelpText(
      'after',
      `${examples(
        'privacy export --shop my-shop --customer ada@example.com > ada.json',
        'privacy export --shop my-shop --customer 7120395001 --output ada.json --close --reason "sent on 3 May"',
      )}
Holds orders that are not settled with their rows and payloads, receipts that are followed, dead letters, quarantine, and
the ThankUs that name the customer. A settled order's other data is gone. Exit code 3: something could not be looked at;
the document says what under \`incomplete\`.`,
    )
    .action(async (_, command: Command) => {
      const { stage, out } = contextOf(command);
      const who = customerOf(command);
      const { output, close } = Options.parse(command.opts());
      await withStage(stage, async (aws) => {
        await knownShop(aws, who.shop);
        const give = async (): Promise<boolean> => {
          const found = await exportOf(aws, who);
          const { incomplete } = found;
          if (output === undefined) process.stdout.write(`${jsonText(found, 2)}\n`);
          else {
            await writeNew(output, `${jsonText(found, 2)}\n`);
            out.json({ stage: stage.name, shop: who.shop, output, incomplete });
          }
          tellExport(out, found);
          if (incomplete.length > 0) process.exitCode = 3;
          return incomplete.length === 0;
        };
        if (!close) {
          await give();
          return;
        }
        const about = [who.shop, await hashName(aws.customers, who)];
        await audited(aws, command, { about }, async (tell) => {
          if (!(await give())) {
            tell('incomplete: nothing closed');
            out.note('Their request stays open: this is not all.');
            return;
          }
          const closed = await closeRequestsOf(privacyPorts(aws), who, ['export']);
          tell(`${closed} requests closed`);
          out.note(closed === 0 ? 'They have no open request.' : `Closed ${closed} of their requests.`);
        });
      });
    });
}

function tellExport(out: Output, found: Exported): void {
  const { orders, parked, deadLetters, quarantine, publicThankus, incomplete } = found;
  const counts = [
    `${number(orders.length)} orders`,
    `${number(parked.length)} parked events`,
    `${number(deadLetters.length)} dead letters`,
    `${number(quarantine.length)} webhooks in quarantine`,
    `${number(publicThankus.length)} public ThankUs`,
  ];
  out.note(`Found: ${counts.join(', ')}.`);
  for (const what of incomplete) out.note(`Not looked at: ${what}`);
  out.note('This is personal data: send it to nobody but the customer, and do not keep it.');
}

/** A file that is there is not written over: it may be another customer's. */
async function writeNew(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text, { flag: 'wx', mode: 0o600 });
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown';
    const why = code === 'EEXIST' ? 'it is there already: name another' : code;
    throw new ThankflowError('usage', `cannot write ${file}: ${why}`, { cause });
  }
}
