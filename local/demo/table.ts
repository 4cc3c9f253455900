import { styleText } from 'node:util';
import { forTerminal } from '../../ops/cli/terminal.ts';
import { terminalColumns } from '../../ops/cli/layout.ts';
import { tableText } from '../../ops/cli/table.ts';
import type { Sample } from './sample.ts';
import type { DemoStatus } from './status.ts';

const units: Record<string, string> = {
  PlantTrees: 'trees',
  CleanOcean: '× 100 g plastic',
  ProtectWildlife: 'm² habitat',
};

/** The demo's result, order by order. */
export function resultTable(
  rows: readonly { sample: Sample; answered: number; status: DemoStatus | undefined }[],
  columns = terminalColumns(process.stdout) ?? Infinity,
): string {
  const head = ['order', 'platform', 'paid', 'impact', 'ThankU link', 'receipt'];
  const cells = rows.map(({ sample, answered, status }) => {
    const { impact, cause, customerLink } = status?.thanku ?? {};
    const thanked = status?.state === 'posted' || status?.state === 'simulated';
    return [
      sample.number,
      sample.platform,
      sample.paid,
      thanked && impact !== undefined ? `${impact} ${units[cause ?? ''] ?? ''}` : '–',
      answered === 401
        ? 'refused (401)'
        : (customerLink ?? withReason(status?.state ?? sample.noRow ?? '–', status?.reason)),
      status === undefined ? '–' : withReason(status.receipt.state, status.receipt.reason),
    ].map(forTerminal);
  });
  return tableText(head, cells, (name) => styleText('bold', name, { stream: process.stdout }), columns);
}

const withReason = (state: string, reason: string | undefined) =>
  reason === undefined ? state : `${state}: ${reason}`;
