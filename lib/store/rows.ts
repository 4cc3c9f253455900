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
 * What the store adds to every row. `version`: a write succeeds only if the row still has the version that was read. `writer`: the ID of the
 * write, so that an SDK retry recognises the row that its first try has written.
 */
const Stamps = z.object({ version: z.number().int().min(1), writer: z.string() });

export type Changed<State> = { changed: true; row: State } | { changed: false; row: State | undefined };

/** One kind of row, with conditional writes. Attributes that the schema doesn't know are kept by spreading the row. */
export interface Rows<State extends object> {
  /**
   * Strongly consistent.
   * @throws ThankflowError `bad-row` if the row doesn't parse
   */
  get(key: Key): Promise<State | undefined>;
  /** Writes a new row. If there is one already, returns it with `changed: false`. */
  insert(key: Key, state: State): Promise<Changed<State>>;
  /**
   * Reads, decides and writes. Starts again if there was another write in between. Returns the row that this call has written or read last, and
   * whether it changed the row.
   * @param decide a pure function; `undefined` leaves the row as it is
   * @param seen the row as `get`, `insert` or `change` returned it: decides on that instead of reading. The write still succeeds only on its
   *   version, and the row is only left as it is after a read. Not for rows that are deleted and written again: their versions start over
   */
  change(key: Key, decide: (state: State) => State | undefined, seen?: State): Promise<Changed<State>>;
  delete(key: Key): Promise<void>;
  /**
   * The ID of the row's last write, for `deleteWrite`; `undefined` if there is no row.
   * @param seen the row as `get`, `insert` or `change` returned it: then that write's ID, without reading
   */
  writerOf(key: Key, seen?: State): Promise<string | undefined>;
  /** Deletes a row if this was its last write. Returns false if the row is gone or was written again. */
  deleteWrite(key: Key, writer: string): Promise<boolean>;
}

/** More conflicts in sequence would be a bug, not load. */
const maxConflicts = 20;

interface Stored<State> {
  state: State;
  version: number;
  writer: string;
}

/**
 * Parses a row that was read from the table.
 * @throws ThankflowError `bad-row` if it doesn't parse
 */
export function parseRow<State>(
  schema: z.ZodType<State>,
  { pk, sk }: Key,
  Item: Record<string, unknown>,
): Stored<State> {
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
}

/** What became of a write. `instead`: the row that was found, `undefined` if the row is gone. */
type Written<State> = { written: true } | { written: false; instead: Stored<State> | undefined };

/** @param newId returns a unique ID for each write */
export function rows<State extends object>(
  documents: DynamoDBDocumentClient,
  table: string,
  schema: z.ZodType<State>,
  newId: () => string = randomUUID,
): Rows<State> {
  /** The key and stamps of each row that a caller may have in hand. */
  const stampsOf = new WeakMap<State, Key & z.infer<typeof Stamps>>();

  const read = async ({ pk, sk }: Key): Promise<Stored<State> | undefined> => {
    const { Item } = await documents.send(new GetCommand({ TableName: table, Key: { pk, sk }, ConsistentRead: true }));
    if (Item === undefined) return undefined;
    const { state, ...stamps } = parseRow(schema, { pk, sk }, Item);
    stampsOf.set(state, { pk, sk, ...stamps });
    return { ...stamps, state };
  };

  /** A row that the caller has in hand. */
  const inHand = ({ pk, sk }: Key, state: State | undefined): Stored<State> | undefined => {
    const known = state && stampsOf.get(state);
    return state && known?.pk === pk && known.sk === sk ? { ...known, state } : undefined;
  };

  /** Finds out whether the write is in the table, even if the answer to its first try was lost. */
  const put = async ({ pk, sk }: Key, state: State, expected: number | undefined): Promise<Written<State>> => {
    const writer = newId();
    const version = (expected ?? 0) + 1;
    const condition =
      expected === undefined
        ? { ConditionExpression: 'attribute_not_exists(pk)' }
        : {
            ConditionExpression: '#version = :expected',
            ExpressionAttributeNames: { '#version': 'version' },
            ExpressionAttributeValues: { ':expected': expected },
          };
    try {
      const Item = { ...schema.parse(state), pk, sk, version, writer };
      await documents.send(new PutCommand({ TableName: table, Item, ...condition }));
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      const instead = await read({ pk, sk });
      if (instead?.writer !== writer) return { written: false, instead };
    }
    stampsOf.set(state, { pk, sk, version, writer });
    return { written: true };
  };

  return {
    get: async (key) => (await read(key))?.state,
    async insert(key, state) {
      const write = await put(key, state, undefined);
      return write.written ? { changed: true, row: state } : { changed: false, row: write.instead?.state };
    },
    async change(key, decide, seen) {
      let before = inHand(key, seen);
      let after = before && decide(before.state);
      // What this worker saw last may be outdated. A write then fails, but leaving the row as it is would go unnoticed.
      if (after === undefined) {
        before = await read(key);
        after = before && decide(before.state);
      }
      for (let conflict = 0; conflict < maxConflicts; conflict++) {
        if (before === undefined || after === undefined) return { changed: false, row: before?.state };
        const write = await put(key, after, before.version);
        if (write.written) return { changed: true, row: after };
        before = write.instead;
        after = before && decide(before.state);
      }
      throw new ThankflowError('unavailable', `row ${key.pk} ${key.sk} kept changing under ${maxConflicts} tries`);
    },
    async delete({ pk, sk }) {
      await documents.send(new DeleteCommand({ TableName: table, Key: { pk, sk } }));
    },
    async writerOf({ pk, sk }, seen) {
      const known = inHand({ pk, sk }, seen);
      if (known !== undefined) return known.writer;
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
        return true;
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
        return false;
      }
    },
  };
}

/** Changes or creates a row. `decide` gets `undefined` for a row that doesn't exist. */
export async function upsert<State extends object>(
  table: Pick<Rows<State>, 'insert' | 'change'>,
  key: Key,
  decide: (state: State | undefined) => State,
): Promise<void> {
  const { changed } = await table.change(key, decide);
  if (!changed && !(await table.insert(key, decide(undefined))).changed) await table.change(key, decide);
}

/** Writes a row that consists only of its key. An existing row stays as it is. */
export async function putKey(documents: DynamoDBDocumentClient, TableName: string, { pk, sk }: Key): Promise<void> {
  try {
    const ConditionExpression = 'attribute_not_exists(pk)';
    await documents.send(new PutCommand({ TableName, Item: { pk, sk }, ConditionExpression }));
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  }
}
