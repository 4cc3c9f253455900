import { CsvError, parse } from 'csv-parse';
import { pipeline } from 'node:stream';
import * as z from 'zod';
import { ThankflowError } from '../../lib/errors.ts';
import type { ImportRecord } from './reading.ts';
import { orderFromRows, Row } from './shopify-csv-order.ts';

const needed = ['Name', 'Id', 'Financial Status', 'Paid at', 'Created at', 'Currency', 'Total'] as const;

const Parsed = z.object({ record: Row, info: z.object({ lines: z.number() }) });

/** More rows than an order can have. Beyond this, all rows have the same `Name`, so the file isn't an export. */
const maxRows = 10_000;

/** Yields the orders of Shopify's CSV in the JSON of its REST API. @throws `usage` for a file with other columns */
export async function* shopifyCsvRecords(chunks: AsyncIterable<Buffer>): AsyncGenerator<ImportRecord> {
  const parser = parse({
    bom: true,
    columns: checkedHeader,
    info: true,
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: 1024 * 1024,
  });
  // Errors of either stream are thrown below, where the rows are read.
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
      if (group !== undefined) yield { line: group.line, ...orderFromRows(group.rows) };
      group = { line, rows: [row] };
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const problem = `not valid CSV after line ${nextLine - 1} (${error.code}): this order and the rest of the file were not read`;
    yield { line: group?.line ?? nextLine, problem };
    return;
  }
  if (group !== undefined) yield { line: group.line, ...orderFromRows(group.rows) };
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
