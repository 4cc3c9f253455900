import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import * as z from 'zod';
import { withStage, type StageAws } from '../stage/aws.ts';
import { contextOf, examples, type Context } from '../cli/context.ts';
import { describeFailure } from '../cli/failures.ts';
import type { Output } from '../cli/output.ts';
import { statusOf } from '../status/gather.ts';
import { printStatus } from '../status/print.ts';
import { countTo, readPerKind } from '../status/unsettled.ts';
import { openWatch } from '../cli/watch.ts';
import { wholeNumber } from '../cli/option-values.ts';
import { instant } from '../cli/words.ts';

const Options = z.object({ watch: z.boolean().default(false), every: z.number().default(5) });

export function statusCommand(program: Command): void {
  program
    .command('status')
    .description('how a stage is doing: queues, orders, what is stuck or stopped, permits, the partners')
    .option('--watch', 'refresh until Ctrl-C, showing as much as fits the screen')
    .option('--every <seconds>', 'with --watch: seconds between refreshes', wholeNumber, 5)
    .addHelpText(
      'after',
      `${examples('status', 'status --stage prod --watch', 'status --stage prod --json')}
It changes nothing and receives no message. Unsettled orders are found by the due index: up to ${readPerKind} of each kind are
read consistently, more (up to ${countTo}) are counted from the index alone.
With --watch --json, each line is one JSON value.`,
    )
    .action(async (_, command: Command) => {
      const context = contextOf(command);
      const { watch, every } = Options.parse(command.opts());
      await withStage(context.stage, (aws) => (watch ? watchStatus(context, aws, every) : showStatus(context, aws)));
    });
}

async function showStatus({ stage, out }: Context, aws: StageAws): Promise<void> {
  const nowMs = Date.now();
  const status = await statusOf(aws)(nowMs);
  out.json({ stage: stage.name, at: new Date(nowMs).toISOString(), ...status });
  printStatus(out, status, { stage: stage.name, nowMs });
}

/** Keeps trying if the stage doesn't answer for a moment, except at first. Ends with a signal. */
async function watchStatus({ stage, out }: Context, aws: StageAws, everySeconds: number): Promise<never> {
  const look = statusOf(aws);
  const report = async () => {
    const nowMs = Date.now();
    return { nowMs, status: await look(nowMs) };
  };
  let seen = await report();
  let problem: string | undefined;
  const tell = (to: Output) => {
    if (problem !== undefined) to.note(problem);
    printStatus(to, seen.status, { stage: stage.name, nowMs: seen.nowMs });
  };
  const screen = process.stdout.isTTY && !out.isJson ? openWatch() : undefined;
  try {
    for (;;) {
      out.jsonLine({ stage: stage.name, at: new Date(seen.nowMs).toISOString(), ...seen.status });
      if (screen === undefined) tell(out);
      else screen.draw(tell);
      await sleep(everySeconds * 1000);
      try {
        seen = await report();
        problem = undefined;
      } catch (error) {
        problem = `No answer since ${instant(seen.nowMs)}, trying again: ${describeFailure(error, stage.name).message}`;
      }
    }
  } finally {
    screen?.close();
  }
}
