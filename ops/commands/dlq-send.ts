import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import type { Command } from 'commander';
import * as z from 'zod';
import { keyText } from '../../lib/order/order-key.ts';
import { openSpool } from '../queue/spool.ts';
import { changedPaths } from '../../lib/shops/changed-paths.ts';
import { agreed } from '../cli/ask.ts';
import { onStage, examples, type Context } from '../cli/context.ts';
import { audited, changing } from '../audit/audited.ts';
import type { StageAws } from '../stage/aws.ts';
import { cannotRead } from '../cli/cannot-read.ts';
import { checkEvent, readEventFile, sendCorrected } from '../dlq/event-file.ts';
import { findDead } from '../dlq/find.ts';
import { deadQueues } from '../dlq/queues.ts';
import { replayPorts } from '../dlq/ports.ts';
import { printWaited, waitWithProgress } from '../orders/wait.ts';
import { interruptible } from '../cli/interrupt.ts';

const Options = z.object({ yes: z.boolean().default(false), wait: z.boolean() });

export function dlqSendCommand(dlq: Command): void {
  changing(dlq.command('send').argument('<file>', 'the edited file from `dlq show --output`; - for stdin'))
    .description('check an edited event, send it, and delete the original')
    .option('--yes', 'don’t ask')
    .option('--no-wait', 'don’t wait for the result')
    .addHelpText(
      'after',
      `${examples('dlq send event.privacy.json', 'dlq send event.privacy.json --yes --why "ticket 42"')}
Don't change the shop, the type or the order's ID. If the original was replayed or dropped meanwhile, nothing is sent.`,
    )
    .action(async (file: string, _, command: Command) => {
      const given = await (file === '-' ? text(process.stdin) : readFile(file, 'utf8')).catch((error: unknown) => {
        throw cannotRead(file, error);
      });
      await onStage(command, ({ aws, ...context }) => send(aws, context, command, given));
    });
}

async function send(aws: StageAws, { stage, out }: Context, command: Command, given: string): Promise<void> {
  const { yes, wait } = Options.parse(command.opts());
  const { id, queue, event } = readEventFile(given);
  const ports = replayPorts(aws);
  const queues = await deadQueues(aws, queue);
  const { dead } = await interruptible('Putting everything back.', (signal) => findDead(ports, queues, id, signal));
  const edited = checkEvent(event, dead);
  const changed = changedPaths(dead.message.kind === 'event' ? dead.message.event : {}, edited);
  const keep = (why: string) => {
    out.json({ stage: stage.name, id, sent: false });
    out.line(why);
  };
  if (changed.length === 0)
    return keep(
      `The event wasn't edited, and nothing was sent. To send it unchanged: ./thankflow dlq replay ${id} --yes --stage ${stage.name}`,
    );
  out.line(`Edited: ${changed.join(', ')}`);
  if (!(await agreed('Send the edited event and delete the original?', { yes })))
    return keep('Nothing was sent or deleted.');
  await audited(aws, command, { about: [`message ${id}`] }, async (tell) => {
    await sendCorrected(ports, dead, edited);
    tell(`edited ${changed.join(', ')}`);
  });
  out.done('sent the edited event and deleted the original');
  out.note('Delete the file: it contains personal data.');

  using orders = openSpool();
  for (const order of dead.orders) orders.add(keyText(order));
  const waited =
    wait && orders.size > 0
      ? await interruptible('Stopped waiting. The order is processed anyway.', (signal) =>
          waitWithProgress(aws, orders, signal),
        )
      : undefined;
  out.json({ stage: stage.name, id, sent: true, edited: changed, waited });
  if (waited) printWaited(out, waited);
}
