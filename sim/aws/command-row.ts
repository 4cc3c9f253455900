import { DeleteCommand, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';

/** The row that a command reads or writes. */
export interface CommandRow {
  /** `table pk sk` */
  row: string;
  table: string;
  key: { pk: string; sk: string };
  writes: boolean;
}

/** Returns the row of a command; `undefined` if it concerns several rows or none. */
export function rowOfCommand(command: object): CommandRow | undefined {
  if (command instanceof PutCommand) return about(command.input.TableName, command.input.Item, true);
  if (command instanceof DeleteCommand) return about(command.input.TableName, command.input.Key, true);
  if (command instanceof GetCommand) return about(command.input.TableName, command.input.Key, false);
  return undefined;
}

export const rowKey = (table: string, { pk, sk }: Record<string, unknown>): string =>
  `${table} ${String(pk)} ${String(sk)}`;

function about(table = '', of: Record<string, unknown> = {}, writes: boolean): CommandRow {
  const key = { pk: String(of['pk']), sk: String(of['sk']) };
  return { row: rowKey(table, key), table, key, writes };
}
