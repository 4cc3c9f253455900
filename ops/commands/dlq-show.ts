import type { Command } from 'commander';
import type { StageAws } from '../stage/aws.ts';
import { onStage, examples, type Context } from '../cli/context.ts';
import { printFacts } from '../cli/facts.ts';
import type { Dead } from '../dlq/dead.ts';
import { eventFileText } from '../dlq/event-file.ts';
import { findDead } from '../dlq/find.ts';
import { bodyText, describeDead, inspectDead, isPersonal } from '../dlq/inspect.ts';
import { deadQueues, messageId } from '../dlq/queues.ts';
import { replayPorts, searchPorts } from '../dlq/ports.ts';
import { printSearched } from '../dlq/search.ts';
import { interruptible } from '../cli/interrupt.ts';
import { refuseTracked, writePrivateFile } from '../privacy/private-file.ts';
import { jsonOrUndefined } from '../../lib/json.ts';

export function dlqShowCommand(dlq: Command): void {
  dlq
    .command('show')
    .argument('<id>', 'the message’s ID, or its beginning', messageId)
    .option('--queue <name>', 'search only this queue')
    .option('--output <file>', 'write the event to this new file, which only you can read, for `dlq send`')
    .description('one dead letter in full, its order’s state, and what replaying would do; changes nothing')
    .addHelpText(
      'after',
      `${examples('dlq show 6f1c2a90', 'dlq show 6f1c2a90-3e1b-4c57-9f38-1d2f6c1b7a55 --stage prod --json', 'dlq show 6f1c2a90 --output event.privacy.json')}
An event contains personal data. To correct it, write it to a file, edit the file, and send it with \`dlq send\`.
The command refuses files that git would track. This project's .gitignore has *.privacy.json.`,
    )
    .action(async (id: string, { queue, output }: { queue?: string; output?: string }, command: Command) => {
      if (output !== undefined) await refuseTracked(output);
      await onStage(command, async ({ aws, ...context }) => {
        const queues = await deadQueues(aws, queue);
        const { dead, searched } = await interruptible('Putting everything back.', (signal) =>
          findDead(searchPorts(aws), queues, id, signal),
        );
        if (output === undefined) await printDead(aws, context, dead);
        else await writeEvent(context, dead, output);
        printSearched(context.out, searched);
      });
    });
}

async function writeEvent({ stage, out }: Context, dead: Dead, output: string): Promise<void> {
  await writePrivateFile(output, eventFileText(dead));
  out.json({ stage: stage.name, id: dead.id, queue: dead.queue.name, output });
  out.done(`wrote the event to ${output}`);
  out.note(`This is personal data. Edit the file, then send it: ./thankflow dlq send ${output} --stage ${stage.name}`);
}

async function printDead(aws: StageAws, { stage, out }: Context, dead: Dead): Promise<void> {
  const { id, sentAt, receives, message } = dead;
  const inspected = await inspectDead(replayPorts(aws), dead);
  const { action, orders } = inspected;
  const body = jsonOrUndefined(dead.body) ?? dead.body;
  const { kind, reason } = message;
  const about = { id, queue: dead.queue.name, kind, reason, sentAt: new Date(sentAt).toISOString(), receives };
  out.json({ stage: stage.name, ...about, orders, fate: action, body });
  out.line(`Message ${id} in ${dead.queue.name}`);
  printFacts(out, describeDead(dead, inspected), 10, '  ');
  const text = bodyText(dead);
  if (text !== undefined) {
    out.line();
    out.block(text);
  }
  if (isPersonal(message)) out.note('This is personal data.');
  const [order] = orders;
  if (order) out.note(`Its history: ./thankflow orders show ${order.key} --stage ${stage.name}`);
}
