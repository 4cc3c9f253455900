import Table from 'cli-table3';
import { forTerminal } from '../../lib/terminal.ts';
import type { Sample } from './sample.ts';
import type { Status } from './status.ts';

const units: Record<string, string> = {
  PlantTrees: 'trees',
  CleanOcean: '× 100 g plastic',
  ProtectWildlife: 'm² habitat',
};

/** Lines above and below the head only: a screen's width is better spent on what stands in it. */
const chars = { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' };

/** The demo's result: one line for each order. */
export function resultTable(rows: readonly { sample: Sample; answered: number; status: Status | undefined }[]): string {
  const table = new Table({
    head: ['order', 'platform', 'paid', 'impact', 'ThankU link', 'receipt'],
    style: { head: [], border: [] },
    chars,
  });
  for (const { sample, answered, status } of rows) {
    const { impact, cause, customerLink } = status?.thanku ?? {};
    const thanked = status?.state === 'posted' || status?.state === 'simulated';
    table.push(
      [
        sample.number,
        sample.platform,
        sample.paid,
        thanked && impact !== undefined ? `${impact} ${units[cause ?? ''] ?? ''}` : '–',
        answered === 401
          ? 'refused (401)'
          : (customerLink ?? withReason(status?.state ?? sample.noRow ?? '–', status?.reason)),
        status === undefined ? '–' : withReason(status.receipt.state, status.receipt.reason),
      ].map(forTerminal),
    );
  }
  return table.toString();
}

const withReason = (state: string, reason: string | undefined) =>
  reason === undefined ? state : `${state}: ${reason}`;
