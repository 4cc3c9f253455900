import { meaningOf, type StuckCode } from './codes.ts';
import type { Output } from '../cli/output.ts';
import { ago, agoCell, atLeast, number } from '../cli/words.ts';
import type { Stuck } from './find.ts';
import type { Finding, StuckThing } from './finding.ts';
import { remedyOf } from './remedy.ts';

export interface PrintContext {
  stage: string;
  nowMs: number;
}

/** Prints a paragraph for each reason: how many, what it means, the commands that fix it, and the first few. */
export function printStuck(
  out: Output,
  { findings, notRead, letters = [] }: Stuck,
  { stage, nowMs }: PrintContext,
): void {
  if (findings.length === 0 && notRead === undefined) {
    out.line(`${out.style('green', 'Nothing is stuck')} on stage ${stage}.`);
  }

  for (const finding of findings) {
    const { code, count, things } = finding;
    out.line(`${out.style('bold', `${atLeast(count, finding.atLeast)} ${code}`)}  ${meaningOf(code).means}`);
    for (const command of remedyOf(finding, stage)) out.line(`    → ${command}`);
    const first = things.slice(0, 3).map((thing) => shortly(code, thing, nowMs));
    if (first.length > 0) out.line(`    ${first.join(', ')}${count > first.length ? ', …' : ''}`);
    // A stopped shop, target or credential affects many orders, so its details are shown immediately.
    if (['shop', 'target', 'credential'].includes(meaningOf(code).of)) {
      for (const { key, detail } of things.slice(0, 3)) if (detail !== undefined) out.line(`    ${key}: ${detail}`);
    }
    out.line();
  }
  if (notRead !== undefined) {
    out.line(
      `${atLeast(notRead.count, notRead.atLeast)} more rows wait for a person and were only counted: --all reads each of them.`,
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

/** Reasons that come from recent figures and are shown with them. */
const shownWithDetail: ReadonlySet<StuckCode> = new Set(['webhooks-refused', 'partner-failing', 'message-failing']);

function shortly(code: StuckCode, { key, since, detail }: StuckThing, nowMs: number): string {
  if (detail !== undefined && shownWithDetail.has(code)) return `${key}: ${detail}`;
  return since === undefined ? key : `${key} (${ago(since, nowMs)})`;
}

/** Prints all details of one reason's entries. */
export function printReason(out: Output, finding: Finding, { stage, nowMs }: PrintContext): void {
  const { code, count, things } = finding;
  out.heading(`${out.style('bold', `${atLeast(count, finding.atLeast)} ${code}`)}  ${meaningOf(code).means}`);
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
