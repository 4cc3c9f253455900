import { randomUUID } from 'node:crypto';
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, GetCommand, PutCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { ThankflowError } from '../errors.ts';

export interface Key {
  pk: string;
  sk: string;
}

/**
 * What the store adds to every row. `version` fences: a write names the version it was decided on. `writer` names the
 * write itself, so that an SDK retry whose first try landed recognises its own row instead of believing that it lost.
 */
const Stamps = z.object({ version: z.number().int().min(1), writer: z.string() });

export type Changed<State> = { changed: true; row: State } | { changed: false; row: State | undefined };

/**
 * One kind of row in one table: single-item conditional writes only. What is read keeps the attributes that its schema doesn't know
 * (`openObject`), so a change that starts from it writes them back.
 */
export interface Rows<State> {
  /** Strongly consistent. Throws `bad-row` if what is stored does not parse. */
  get(key: Key): Promise<State | undefined>;
  /** Writes a row that is not there yet; `changed: false` tells what is there already. */
  insert(key: Key, state: State): Promise<Changed<State>>;
  /**
   * Reads, decides, writes; again from the start when another write came between. `decide` is pure and returns
   * `undefined` for "leave it". Returns the row as it is now, and whether this call changed it.
   */
  change(key: Key, decide: (state: State) => State | undefined): Promise<Changed<State>>;
  delete(key: Key): Promise<void>;
  /** Identifies the write that made the row what it is, for `deleteWrite`; `undefined` if there is no row. */
  writerOf(key: Key): Promise<string | undefined>;
  /** Deletes a row if it is still this write. What was written since stays. */
  deleteWrite(key: Key, writer: string): Promise<void>;
}

/** More conflicts in a row than this on one row would be a bug, not load. */
const maxConflicts = 20;

interface Stored<State> {
  state: State;
  version: number;
  writer: string;
}

/** @param newId names a write; no two writes may have the same one */
export function rows<State>(
  documents: DynamoDBDocumentClient,
  table: string,
  schema: z.ZodType<State>,
  newId: () => string = randomUUID,
): Rows<State> {
  const read = async ({ pk, sk }: Key): Promise<Stored<State> | undefined> => {
    const { Item } = await documents.send(new GetCommand({ TableName: table, Key: { pk, sk }, ConsistentRead: true }));
    if (Item === undefined) return undefined;
    const { pk: _, sk: __, version, writer, ...rest } = Item;
    const stamps = Stamps.safeParse({ version, writer });
    const state = schema.safeParse(rest);
    if (stamps.success && state.success) return { ...stamps.data, state: state.data };
    const issues = [...(stamps.error?.issues ?? []), ...(state.error?.issues ?? [])];
    const where = issues.map((issue) => issue.path.join('.')).join(', ');
    throw new ThankflowError(
      'bad-row',
      `row ${pk} ${sk} can't be read (at ${where}): a newer version wrote it, or it is damaged. It stays as it is.`,
    );
  };

  /** Whether the write is in the table, also when the answer to its first try was lost. */
  const put = async ({ pk, sk }: Key, state: State, expected: number | undefined): Promise<boolean> => {
    const writer = newId();
    const condition =
      expected === undefined
        ? { ConditionExpression: 'attribute_not_exists(pk)' }
        : {
            ConditionExpression: '#version = :expected',
            ExpressionAttributeNames: { '#version': 'version' },
            ExpressionAttributeValues: { ':expected': expected },
          };
    try {
      const Item = { ...schema.parse(state), pk, sk, version: (expected ?? 0) + 1, writer };
      await documents.send(new PutCommand({ TableName: table, Item, ...condition }));
      return true;
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      return (await read({ pk, sk }))?.writer === writer;
    }
  };

  return {
    get: async (key) => (await read(key))?.state,
    async insert(key, state) {
      if (await put(key, state, undefined)) return { changed: true, row: state };
      return { changed: false, row: (await read(key))?.state };
    },
    async change(key, decide) {
      for (let conflict = 0; conflict < maxConflicts; conflict++) {
        const before = await read(key);
        const after = before && decide(before.state);
        if (before === undefined || after === undefined) return { changed: false, row: before?.state };
        if (await put(key, after, before.version)) return { changed: true, row: after };
      }
      throw new ThankflowError('unavailable', `row ${key.pk} ${key.sk} kept changing under ${maxConflicts} tries`);
    },
    async delete({ pk, sk }) {
      await documents.send(new DeleteCommand({ TableName: table, Key: { pk, sk } }));
    },
    async writerOf({ pk, sk }) {
      const get = { TableName: table, Key: { pk, sk }, ConsistentRead: true };
      const { Item } = await documents.send(new GetCommand(get));
      return Item === undefined ? undefined : Stamps.parse(Item).writer;
    },
    async deleteWrite({ pk, sk }, writer) {
      const condition = {
        ConditionExpression: '#writer = :seen',
        ExpressionAttributeNames: { '#writer': 'writer' },
        ExpressionAttributeValues: { ':seen': writer },
      };
      try {
        await documents.send(new DeleteCommand({ TableName: table, Key: { pk, sk }, ...condition }));
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
      }
    },
  };
}

/** Changes a row that starts to exist with its first change: `decide` then gets `undefined`. */
export async function upsert<State>(
  table: Pick<Rows<State>, 'insert' | 'change'>,
  key: Key,
  decide: (state: State | undefined) => State,
): Promise<void> {
  const { changed } = await table.change(key, decide);
  if (!changed && !(await table.insert(key, decide(undefined))).changed) await table.change(key, decide);
}

/** Writes a row that is nothing but its key, once: one that is there stays as it is. */
export async function putKey(documents: DynamoDBDocumentClient, TableName: string, { pk, sk }: Key): Promise<void> {
  try {
    const ConditionExpression = 'attribute_not_exists(pk)';
    await documents.send(new PutCommand({ TableName, Item: { pk, sk }, ConditionExpression }));
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  }
}
