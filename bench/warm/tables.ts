import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod';
import { AwsFault, type Answers } from '../aws-stand-in.ts';

const Attribute = z.record(z.string(), z.unknown());
type Attribute = z.infer<typeof Attribute>;
const Item = z.record(z.string(), Attribute);
type Item = z.infer<typeof Item>;

const Input = z.object({
  TableName: z.string(),
  Key: Item.optional(),
  Item: Item.optional(),
  ConditionExpression: z.string().optional(),
  ExpressionAttributeNames: z.record(z.string(), z.string()).default({}),
  ExpressionAttributeValues: Item.default({}),
});
type Input = z.infer<typeof Input>;

/** DynamoDB's answers, from rows in memory. It knows only the conditions that workers use: no such row, and an attribute's value. */
export function tableAnswers(initial: { table: string; item: Item }[]): Answers {
  const rows = new Map<string, Item>();
  const keyIn = (table: string, { pk, sk }: Item) => JSON.stringify([table, pk, sk]);
  for (const { table, item } of initial) rows.set(keyIn(table, item), item);
  const change = (body: string, after: (input: Input) => Item | undefined) => {
    const input = Input.parse(JSON.parse(body));
    const key = keyIn(input.TableName, input.Item ?? input.Key ?? {});
    if (!isMet(input, rows.get(key))) throw new AwsFault('ConditionalCheckFailedException');
    const item = after(input);
    if (item === undefined) rows.delete(key);
    else rows.set(key, item);
    return {};
  };
  return {
    GetItem(body) {
      const { TableName, Key = {} } = Input.parse(JSON.parse(body));
      return { Item: rows.get(keyIn(TableName, Key)) };
    },
    PutItem: (body) => change(body, (input) => input.Item),
    DeleteItem: (body) => change(body, () => undefined),
  };
}

function isMet(input: Input, row: Item | undefined): boolean {
  const { ConditionExpression: condition, ExpressionAttributeNames: names, ExpressionAttributeValues: values } = input;
  if (condition === undefined) return true;
  if (condition === 'attribute_not_exists(pk)') return row === undefined;
  const [, name = '', value = ''] = /^(#\w+) = (:\w+)$/.exec(condition) ?? [];
  if (name === '') throw new Error(`a condition that this stand-in doesn't know: ${condition}`);
  return isDeepStrictEqual(row?.[names[name] ?? ''], values[value]);
}

function attribute(value: unknown): Attribute {
  if (typeof value === 'object' && value !== null) return { M: attributesOf(value) };
  return { [typeof value === 'number' ? 'N' : 'S']: String(value) };
}

/** A row of texts, numbers and objects, as DynamoDB writes it. */
export function attributesOf(row: object): Item {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, attribute(value)]));
}
