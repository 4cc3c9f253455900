import type { LogFigures } from '../logs/read.ts';
import { number } from '../cli/words.ts';
import type { Findings } from './finding.ts';

/** The messages that fail again and again, as the workers' logs say. */
export function findFailing(findings: Findings, { failing }: LogFigures): void {
  for (const { messageId, order, receives, last } of failing) {
    const about = order === undefined ? '' : `${order}, `;
    findings.add('message-failing', {
      key: messageId,
      since: last,
      detail: `${about}received ${number(receives)} times`,
    });
  }
}
