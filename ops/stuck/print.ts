import { stuckReason, type StuckCode } from './reasons.ts';
import { shellWord } from '../cli/terminal.ts';
import type { Finding, StuckThing } from './finding.ts';
import type { Output } from '../cli/output.ts';
import { ago, agoCell, atLeast, number } from '../cli/words.ts';
import type { Stuck } from './find.ts';

/** What comes before the words on when a command is needed: to a shell a comment. */
export const whenMark = '  # ';

/** The commands that put a finding right, in order, as they can be typed: the first thing stands for all. */
export function remedyOf({ code, count, things }: Finding, stage: string): string[] {
  const { of, fix, fixMany } = stuckReason(code);
  const [first] = things;
  const key = first?.key;
  const filled: Record<string, string | undefined> = {
    KEY: of === 'order' ? key : undefined,
    // An order's `shop/pid`, a request's `shop id`, or a shop itself.
    SHOP: ['order', 'customer', 'shop'].includes(of) ? key?.split(/[/ ]/)[0] : undefined,
    CREDENTIAL: of === 'credential' ? key : undefined,
    ID: of === 'message' || of === 'webhook' ? key : key?.split(' ')[1],
  };
  const commands = fixMany !== undefined && count > 1 ? [fix[0], fixMany] : fix;
  return commands.map((command) => {
    const [line = '', when] = command.split(whenMark);
    const words = line.split(' ').map((word) => {
      const value = filled[word];
      return value === undefined ? word : shellWord(value);
    });
    return `./thankflow ${words.join(' ')} --stage ${stage}${when === undefined ? '' : `${whenMark}${when}`}`;
  });
}

export interface Telling {
  stage: string;
  nowMs: number;
}

/** One paragraph for each reason: how many, what it means, what puts it right, and the first few. */
export function printStuck(out: Output, { findings, notRead, letters = [] }: Stuck, { stage, nowMs }: Telling): void {
  if (findings.length === 0 && notRead === undefined) {
    out.line(`${out.style('green', 'Nothing is stuck')} on stage ${stage}.`);
  }

  for (const finding of findings) {
    const { code, count, things } = finding;
    out.line(`${out.style('bold', `${atLeast(count, finding.atLeast)} ${code}`)}  ${stuckReason(code).means}`);
    for (const command of remedyOf(finding, stage)) out.line(`    → ${command}`);
    const first = things.slice(0, 3).map((thing) => shortly(code, thing, nowMs));
    if (first.length > 0) out.line(`    ${first.join(', ')}${count > first.length ? ', …' : ''}`);
    // Of few things that stop much, at once what is known of them.
    if (['shop', 'credential'].includes(stuckReason(code).of)) {
      for (const { key, detail } of things.slice(0, 3)) if (detail !== undefined) out.line(`    ${key}: ${detail}`);
    }
    out.line();
  }
  if (notRead !== undefined) {
    out.line(
      `${atLeast(notRead.count, notRead.atLeast)} more rows wait for a person and were not looked at one by one: --all reads every one.`,
    );
  }
  for (const { queue, looked, messages, heldByOthers, notRestored } of letters) {
    if (heldByOthers > 0) {
      out.line(
        `${queue}: somebody else holds about ${number(heldByOthers)} messages at this moment. Repeat this later.`,
      );
    } else if (looked < messages) {
      out.line(
        `${queue}: ${number(looked)} of about ${number(messages)} messages were looked at; --all looks at every one.`,
      );
    }
    if (notRestored > 0) {
      out.note(
        `warning: ${number(notRestored)} messages of ${queue} could not be put back at once: they are visible again within a minute.`,
      );
    }
  }
}

/** What only the figures of the last minutes say is shown with them: nothing else could. */
const toldWithDetail: ReadonlySet<StuckCode> = new Set(['webhooks-refused', 'partner-failing', 'message-failing']);

function shortly(code: StuckCode, { key, since, detail }: StuckThing, nowMs: number): string {
  if (detail !== undefined && toldWithDetail.has(code)) return `${key}: ${detail}`;
  return since === undefined ? key : `${key} (${ago(since, nowMs)})`;
}

/** Everything that is known of the things of one reason. */
export function printReason(out: Output, finding: Finding, { stage, nowMs }: Telling): void {
  const { code, count, things } = finding;
  out.heading(`${out.style('bold', `${atLeast(count, finding.atLeast)} ${code}`)}  ${stuckReason(code).means}`);
  for (const command of remedyOf(finding, stage)) out.heading(`    → ${command}`);
  out.heading();
  out.table(
    ['which', 'since', 'more'],
    things.map(({ key, since, detail }) => [key, since === undefined ? undefined : agoCell(since, nowMs), detail]),
  );
  if (count > things.length)
    out.note(`The first ${number(things.length)} of ${atLeast(count, finding.atLeast)}: --limit shows more.`);
  out.heading(`More on it: docs/runbook.md, “stuck: ${code}”.`);
}
