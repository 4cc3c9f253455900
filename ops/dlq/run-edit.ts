import { openSpool } from '../queue/spool.ts';
import { changedPaths } from '../../lib/shops/changed-paths.ts';
import { ThankflowError } from '../../lib/errors.ts';
import type { OrderEvent } from '../../lib/order/event.ts';
import { agreed } from '../cli/ask.ts';
import type { StageAws } from '../stage/aws.ts';
import type { Context } from '../cli/context.ts';
import { followShown } from '../orders/wait-shown.ts';
import { tellFollowed } from '../orders/wait.ts';
import { interruptible } from '../cli/interrupt.ts';
import { keyText } from '../../lib/order/order-key.ts';
import type { Dead } from './dead.ts';
import { checkEdited, editableText } from './edit.ts';
import { openForEditing, type EditedFile } from './editor.ts';
import { findDead } from './find.ts';
import { deadQueues } from './queues.ts';
import { replayPorts } from './ports.ts';
import type { Audited } from './run-replay.ts';
import { sendEdited } from './send-edited.ts';

interface EditOptions {
  id: string;
  queue?: string | undefined;
  yes: boolean;
  follow: boolean;
}

/** Lets somebody edit an event that never reached its claim, and sends it back. The original stays until that is done. */
export async function runEdit(
  aws: StageAws,
  { stage, out }: Context,
  { id, queue, yes, follow }: EditOptions,
  trail: Audited,
): Promise<void> {
  const ports = replayPorts(aws);
  const queues = await deadQueues(aws, queue);
  const { dead } = await interruptible('Putting everything back.', (signal) => findDead(ports, queues, id, signal));
  const text = editableText(dead);
  const file = openForEditing(`${dead.id}.json`, text);
  out.note('This is personal data, in a file of your own that is removed when it is done.');
  const edited = await editUntilGood(out, file, dead);
  const before = dead.message.kind === 'event' ? dead.message.event : {};
  const changed = changedPaths(before, edited);
  if (changed.length === 0) {
    file.remove();
    out.json({ stage: stage.name, id: dead.id, sent: false });
    out.line(
      `Nothing was edited, and nothing sent. As it is: ./thankflow dlq replay ${dead.id} --yes --stage ${stage.name}`,
    );
    return;
  }
  out.line(`Edited: ${changed.join(', ')}`);
  if (
    !(await agreed('Send the edited event, and remove the original?', { yes }).catch((error) =>
      keepFile(out, file, error),
    ))
  ) {
    file.remove();
    out.json({ stage: stage.name, id: dead.id, sent: false });
    out.line('Nothing was sent. The original is where it was.');
    return;
  }
  await trail(async (tell) => {
    await sendEdited(ports, dead, edited);
    tell(`edited ${changed.join(', ')}`);
  }).catch((error: unknown) => keepFile(out, file, error));
  file.remove();
  out.done('sent the edited event, and removed the original');

  using orders = openSpool();
  for (const order of dead.orders) orders.add(keyText(order));
  const followed =
    follow && orders.size > 0
      ? await interruptible('Stopped following. The order is processed anyway.', (signal) =>
          followShown(aws, orders, signal),
        )
      : undefined;
  out.json({ stage: stage.name, id: dead.id, sent: true, edited: changed, followed });
  if (followed) tellFollowed(out, followed);
}

/** Opens the editor, and again for as long as the person wants to put right what is wrong. */
async function editUntilGood(out: Context['out'], file: EditedFile, dead: Dead): Promise<OrderEvent> {
  for (;;) {
    const text = await file.edit();
    try {
      return checkEdited(text, dead);
    } catch (error) {
      if (!(error instanceof ThankflowError) || !process.stdin.isTTY) return keepFile(out, file, error);
      for (const line of error.lines) out.note(line);
      if (!(await agreed('Edit it again?', { yes: false }))) return keepFile(out, file, error);
    }
  }
}

/** An hour of somebody's work is not thrown away because of one comma, and never lies about without anybody knowing. */
function keepFile(out: Context['out'], file: EditedFile, error: unknown): never {
  file.keep();
  const kept = `What you wrote is in ${file.path}: it is personal data, remove it when you are done.`;
  if (error instanceof ThankflowError) {
    throw new ThankflowError(error.code, [...error.lines, `Nothing was sent. ${kept}`], { cause: error });
  }
  // AWS was away, perhaps between sending it and removing the original: sent twice it does no harm.
  out.note(kept);
  throw error;
}
