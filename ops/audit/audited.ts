import type { Command } from 'commander';
import * as z from 'zod';
import { ThankflowError } from '../../lib/errors.ts';
import type { StageAws } from '../stage/aws.ts';
import { randomUUID } from 'node:crypto';
import { auditTrail } from './trail.ts';
import { askLine } from '../cli/ask.ts';

const Why = z.string().trim().min(1).max(500);

/** Adds `--why` to a command that changes something. */
export const changing = (command: Command): Command =>
  command.option('--why <text>', 'why, for the audit trail (required on stages with real customers)');

export interface AuditedAction {
  /** What it changes: order keys, shops, queues. Never anything personal or secret. */
  about: readonly string[];
  /** Nothing is changed, so nothing is written. */
  dryRun?: boolean;
}

/** Keeps the row small. */
const maxAbout = 20;

/**
 * Does work that changes the stage, and writes who, when, what and why to the audit trail: before it starts, so that killed commands are
 * listed too, and when it ends. The work's `tell` records its result in a few words.
 * @throws `usage` if a reason is required and there is no terminal to ask on
 */
export async function audited<Result>(
  aws: StageAws,
  command: Command,
  { about, dryRun = false }: AuditedAction,
  work: (tell: (result: string) => void) => Promise<Result>,
): Promise<Result> {
  if (dryRun) return await work(() => undefined);
  const trail = auditTrail(aws.documents, aws.controlTable);
  const reason = await reasonOf(aws, command);
  const entry = { at: new Date().toISOString(), id: randomUUID() };
  const named = about.slice(0, maxAbout);
  await trail.begin({
    ...entry,
    who: await aws.caller(),
    what: pathOf(command),
    about: about.length > maxAbout ? [...named, `and ${about.length - maxAbout} more`] : named,
    reason,
    outcome: 'begun',
  });
  let result: string | undefined;
  const end = (outcome: 'done' | 'failed') => trail.end(entry, { outcome, result, endedAt: new Date().toISOString() });
  try {
    const value = await work((text) => (result = text));
    await end('done');
    return value;
  } catch (error) {
    result = error instanceof ThankflowError ? error.code : error instanceof Error ? error.name : 'unknown';
    await end('failed');
    throw error;
  }
}

async function reasonOf({ stage }: StageAws, command: Command): Promise<string | undefined> {
  const why = Why.optional().safeParse(command.getOptionValue('why'));
  if (!why.success) throw new ThankflowError('usage', '--why needs 1 to 500 characters');
  if (why.data !== undefined || !stage.protectData) return why.data;
  if (!process.stdin.isTTY) {
    throw new ThankflowError(
      'usage',
      `stage ${stage.name} has real customers: say why for the audit trail, with --why "…"`,
    );
  }
  return Why.parse(await askLine(`Why? (for the audit trail of ${stage.name})`));
}

/** `orders retry`, without the program's own name. */
function pathOf(command: Command): string {
  const names: string[] = [];
  for (let at: Command | null = command; at?.parent; at = at.parent) names.unshift(at.name());
  return names.join(' ');
}
