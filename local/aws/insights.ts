import { AwsError } from './json-protocol.ts';

/** One line of a function's log: when it was written, and the fields of its JSON. */
export interface LogEntry {
  atMs: number;
  fields: Record<string, unknown>;
}

/** A row of a query's result, without fields that none of its entries has. */
export type ResultRow = Record<string, string>;

type Test = (entry: LogEntry) => boolean;
type Stage = { rows: (entries: LogEntry[]) => ResultRow[] };

const malformed = (part: string) =>
  new AwsError('MalformedQueryException', `"${part}" is not imitated on this machine`);

/**
 * The parts of the Logs Insights query language that the command line needs: `filter` with conditions joined by `and`
 * (`ispresent(f)`, `f = "…"`, `f != "…"`, `f in ["…", …]`, `f >= n`), then `stats` with count(*), min(f) and max(f) by
 * fields, then `sort … desc` and `limit`.
 * @throws AwsError for everything else
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax.html
 */
export function insightsQuery(text: string): (entries: LogEntry[]) => ResultRow[] {
  let filter: Test = all;
  let stats: Stage | undefined;
  const after: ((rows: ResultRow[]) => ResultRow[])[] = [];
  for (const part of text.split('|').map((command) => command.trim().replaceAll(/\s+/g, ' '))) {
    const name = /^\w*/.exec(part)?.[0];
    const rest = part.replace(/^\w+ ?/, '');
    const sort = /^([\w@]+) desc$/.exec(rest)?.[1];
    if (name === 'filter' && stats === undefined) filter = both(filter, allOf(rest));
    else if (name === 'stats' && stats === undefined) stats = statsOf(rest);
    else if (name === 'sort' && sort !== undefined && stats !== undefined)
      after.push((rows) => rows.toSorted((a, b) => Number(b[sort] ?? 0) - Number(a[sort] ?? 0)));
    else if (name === 'limit' && /^\d+$/.test(rest)) after.push((rows) => rows.slice(0, Number(rest)));
    else throw malformed(part);
  }
  if (stats === undefined) throw malformed('a query without stats');
  const { rows } = stats;
  return (entries) => after.reduce((found, step) => step(found), rows(entries.filter((entry) => filter(entry))));
}

const all: Test = () => true;

const both =
  (one: Test, other: Test): Test =>
  (entry) =>
    one(entry) && other(entry);

const allOf = (text: string): Test =>
  text
    .split(/ and (?=[\w@]+(?:\(| [!=<>i]))/)
    .map(condition)
    .reduce(both);

function condition(text: string): Test {
  const present = /^ispresent\(([\w@]+)\)$/.exec(text)?.[1];
  if (present !== undefined) return ({ fields }) => fields[present] !== undefined;
  const [, field = '', operator, value = ''] = /^([\w@]+) (=|!=|in|>=) (.+)$/.exec(text) ?? [];
  const texts = new Set([...value.matchAll(/"([^"\\]*)"/g)].map(([, quoted]) => quoted));
  switch (operator) {
    case '=':
    case 'in':
      return ({ fields }) => texts.has(textOf(fields[field]));
    case '!=':
      return ({ fields }) => !texts.has(textOf(fields[field]));
    case '>=':
      return ({ fields }) => Number(fields[field] ?? Number.NaN) >= Number(value);
    default:
      throw malformed(text);
  }
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value ?? null));

const valueOf = ({ atMs, fields }: LogEntry, field: string): unknown => (field === '@timestamp' ? atMs : fields[field]);

function statsOf(text: string): Stage {
  const [aggregates = '', by = ''] = text.split(' by ');
  const columns = aggregates.split(', ').map((one) => {
    const [, what = '', field = '', as = ''] = /^(count|min|max)\((\*|[\w@]+)\) as (\w+)$/.exec(one) ?? [];
    if (as === '') throw malformed(one);
    return { what, field, as };
  });
  const names = by.split(', ').filter(Boolean);
  return {
    rows: (entries) =>
      [...Map.groupBy(entries, (entry) => JSON.stringify(names.map((name) => entry.fields[name] ?? null)))].map(
        ([, group]) => {
          const row: ResultRow = {};
          const [first] = group;
          for (const name of names) {
            const value = first?.fields[name];
            if (value !== undefined) row[name] = textOf(value);
          }
          for (const { what, field, as } of columns) {
            const values = group.map((entry) => Number(valueOf(entry, field)));
            row[as] = String(
              what === 'count' ? group.length : what === 'min' ? Math.min(...values) : Math.max(...values),
            );
          }
          return row;
        },
      ),
  };
}
