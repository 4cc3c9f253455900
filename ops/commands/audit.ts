import type { Command } from 'commander';
import * as z from 'zod';
import { dayMs } from '../../lib/durations.ts';
import { nameOf, newestEntries, outcomeOf } from '../audit/newest.ts';
import type { AuditEntry } from '../audit/trail.ts';
import { withStage } from '../stage/aws.ts';
import { contextOf, examples } from '../cli/context.ts';
import { since, wholeNumber } from '../cli/option-values.ts';
import { instant, instantCell, linesCell } from '../cli/words.ts';
import type { Cell } from '../cli/table.ts';

const Options = z.object({ since: z.number(), limit: z.number() });

const monthMs = 30 * dayMs;

export function auditCommand(program: Command): void {
  program
    .command('audit')
    .description('who changed what, when and why; each changing command adds an entry before it starts')
    .option('--since <when>', 'how far back: 12h, 3d, 2w, a date or a time (default: 30d)', (text) => since(text))
    .option('--limit <count>', 'list at most this many, newest first', wholeNumber, 50)
    .addHelpText('after', examples('audit', 'audit --since 2026-11-01', 'audit --since 1d --stage prod --json'))
    .action(async (_, command: Command) => {
      const { stage, out } = contextOf(command);
      const { limit, since: sinceMs } = Options.parse({ since: Date.now() - monthMs, ...command.opts() });
      const { entries, more, unreadable } = await withStage(stage, (aws) => newestEntries(aws, { sinceMs, limit }));
      out.json({ stage: stage.name, since: new Date(sinceMs).toISOString(), entries, more, unreadable });
      for (const key of unreadable)
        out.note(`Not listed: entry ${key} can't be read, because a newer version wrote it.`);
      if (entries.length === 0) {
        out.note(`No command has changed stage ${stage.name} since ${instant(sinceMs)}.`);
        return;
      }
      out.table(['when', 'who', 'what', 'to what', 'why', 'outcome'], entries.map(cells));
      if (more) out.note(`There are older entries. To list more than ${limit}: --limit`);
    });
}

const cells = ({ at, who, what, about, reason, outcome, result }: AuditEntry): Cell[] => [
  instantCell(at),
  { shown: nameOf(who), full: who },
  what,
  linesCell(...about),
  reason,
  outcomeOf({ outcome, result }),
];
