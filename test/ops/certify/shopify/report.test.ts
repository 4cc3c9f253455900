import { stripVTControlCharacters } from 'node:util';
import { expect, it } from 'vitest';
import { printReport } from '../../../../ops/certify/shopify/report.ts';
import { output } from '../../../../ops/cli/output.ts';
import { onTerminal } from '../../on-terminal.ts';
import { worstAnswers, worstReport } from './worst.ts';

it.each([60, 80, 100])('the report fits in %i columns', (columns) => {
  const text = onTerminal(columns, () => printReport(output(false), worstReport, worstAnswers));
  const lines = stripVTControlCharacters(text).split('\n');
  // The address alone is one word, which a terminal breaks so that it's copied whole.
  expect(lines.filter((line) => line.length > columns && line !== worstReport.url)).toEqual([]);
  expect(text).toContain('Failed: something has to be corrected.');
});
