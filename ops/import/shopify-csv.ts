import { CsvError, parse } from 'csv-parse';
import { pipeline } from 'node:stream';
import * as z from 'zod';
import { ThankflowError } from '../../lib/errors.ts';
import type { ImportRecord } from './json-lines.ts';
import { orderOf, Row } from './shopify-csv-order.ts';

const needed = ['Name', 'Id', 'Financial Status', 'Paid at', 'Created at', 'Currency', 'Total'] as const;

const Parsed = z.object({ record: Row, info: z.object({ lines: z.number() }) });

/** More line items than an order may have: the column `Name` is the same all over, so this is something else. */
const maxRows = 10_000;

/** The orders of Shopify's CSV, in the JSON of its REST API. Throws `usage` for a file with other columns. */
export async function* shopifyCsvRecords(chunks: AsyncIterable<Buffer>): AsyncGenerator<ImportRecord> {
  const parser = parse({
    bom: true,
    columns: checkedHeader,
    info: true,
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: 1024 * 1024,
  });
  // What goes wrong on either side is thrown below, where the rows are read.
  pipeline(chunks, parser, () => undefined);
  let group: { line: number; rows: Row[] } | undefined;
  let nextLine = 2;
  try {
    for await (const parsed of parser) {
      const { record: row, info } = Parsed.parse(parsed);
      const line = nextLine;
      nextLine = info.lines + 1;
      if (group !== undefined && continues(group.rows, row)) {
        if (group.rows.length < maxRows) group.rows.push(row);
        continue;
      }
      if (group !== undefined) yield { line: group.line, ...orderOf(group.rows) };
      group = { line, rows: [row] };
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const problem = `no CSV any more after line ${nextLine - 1} (${error.code}): neither this order nor what follows was read`;
    yield { line: group?.line ?? nextLine, problem };
    return;
  }
  if (group !== undefined) yield { line: group.line, ...orderOf(group.rows) };
}

function checkedHeader(header: string[]): string[] {
  const missing = needed.filter((column) => !header.includes(column));
  if (missing.length === 0) return header;
  const [only = ''] = header;
  const why =
    header.length === 1 && only.includes(';')
      ? 'its columns are separated by semicolons, as a spreadsheet saves them'
      : `it has no column ${missing.join(', ')}`;
  throw new ThankflowError(
    'usage',
    `this is not the orders CSV as Shopify's admin exports it: ${why}. Export the orders again (Orders, Export, plain CSV) and take the file as it comes.`,
  );
}

const continues = ([first]: readonly Row[], row: Row): boolean =>
  first !== undefined && row.Name === first.Name && (row.Id === '' || row.Id === first.Id);
