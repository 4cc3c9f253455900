import { randomUUID } from 'node:crypto';
import type { Command } from 'commander';
import * as z from 'zod';
import { ThankflowError } from '../../lib/errors.ts';
import { auditTrail } from './trail.ts';
import type { StageAws } from '../stage/aws.ts';
import { askLine } from '../cli/ask.ts';

const Why = z.string().trim().min(1).max(500);

/** Gives a command that changes something its `--why`. */
export const changing = (command: Command): Command =>
  command.option('--why <text>', 'why, for the audit trail (needed on stages with real customers)');

export interface Deed {
  /** What it is done to: order keys, shops, queues. Never anything personal or secret. */
  about: readonly string[];
}

/** More of what a command was done to would only make the row large. */
const mostAbout = 20;

/**
 * Does something that changes the stage, and leaves who, when, what and why in the audit trail: before it begins, so
 * that a killed command is seen too, and again when it ends. `tell` says what came of it, in a few words.
 * Throws `usage` where a reason is needed and nobody is there to be asked.
 */
export async function audited<Result>(
  aws: StageAws,
  command: Command,
  { about }: Deed,
  work: (tell: (result: string) => void) => Promise<Result>,
): Promise<Result> {
  const trail = auditTrail(aws.documents, aws.controlTable);
  const reason = await reasonOf(aws, command);
  const entry = { at: new Date().toISOString(), id: randomUUID() };
  const named = about.slice(0, mostAbout);
  await trail.begin({
    ...entry,
    who: await aws.caller(),
    what: pathOf(command),
    about: about.length > mostAbout ? [...named, `and ${about.length - mostAbout} more`] : named,
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
  if (!why.success) throw new ThankflowError('usage', '--why takes 1 to 500 characters: why this is done');
  if (why.data !== undefined || !stage.protectData) return why.data;
  if (!process.stdin.isTTY) {
    throw new ThankflowError('usage', `stage ${stage.name} keeps an audit trail: say why, with --why "…"`);
  }
  return Why.parse(await askLine(`Why? (for the audit trail of ${stage.name})`));
}

/** `orders retry`, without the program's own name. */
function pathOf(command: Command): string {
  const names: string[] = [];
  for (let at: Command | null = command; at?.parent; at = at.parent) names.unshift(at.name());
  return names.join(' ');
}
