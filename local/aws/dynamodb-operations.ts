import { randomUUID } from 'node:crypto';
import { createRequire } from 'node:module';
import type { Store } from 'dynalite/db/index.js';
import validations from 'dynalite/validations/index.js';
import * as z from 'zod';
import { jsonOrUndefined } from '../../lib/json.ts';
import { sendJson, type BodyHandler } from '../http/serve.ts';

/** Those that dynalite imitates, and somebody here calls. */
const names = new Set([
  'BatchGetItem',
  'BatchWriteItem',
  'CreateTable',
  'DeleteItem',
  'DescribeTable',
  'GetItem',
  'ListTables',
  'PutItem',
  'Query',
  'Scan',
  'UpdateItem',
]);
const ofRows = /^(Put|Update|Delete|BatchWrite)Item$/;

type Done = (error: unknown, answer: unknown) => void;
type Action = (store: Store, request: unknown, done: Done) => void;
const Action = z.custom<Action>((value) => typeof value === 'function');
const Validation = z.object({ types: z.unknown(), custom: z.unknown().optional() });
/** What dynalite throws or returns instead of an answer. */
const Refusal = z.object({ statusCode: z.number(), body: z.unknown() });
const Write = z.object({
  TableName: z.string().optional(),
  RequestItems: z.record(z.string(), z.unknown()).default({}),
});

const require = createRequire(import.meta.url);

type Operation = (store: Store, request: unknown) => Promise<unknown>;

function loadOperation(name: string): Operation {
  const file = `${name.charAt(0).toLowerCase()}${name.slice(1)}.js`;
  const action = Action.parse(require(`dynalite/actions/${file}`));
  const { types, custom } = Validation.parse(require(`dynalite/validations/${file}`));
  return (store, given) =>
    new Promise((resolve, reject) => {
      const request = validations.checkTypes(given, types);
      validations.checkValidations(request, types, custom, store);
      action(store, request, (error, answer) => (error ? reject(error) : resolve(answer)));
    });
}

/**
 * DynamoDB's operations, by dynalite's parts. Its own server reads headers and body a second time and makes much of them, which takes as long as
 * reading a row.
 * @param written is called with the name of each table that has been written to
 */
export function dynamoDbOperations(store: Store, written: (table: string) => void): BodyHandler {
  rememberTables(store);
  const operations = new Map<string, Operation>();
  return async ({ headers }, body, response) => {
    const answer = (status: number, value: unknown) =>
      sendJson(response, status, value, {
        'content-type': 'application/x-amz-json-1.0',
        'x-amzn-requestid': randomUUID(),
      });
    const name = String(headers['x-amz-target']).split('.').at(-1) ?? '';
    const run = operations.get(name) ?? (names.has(name) ? loadOperation(name) : undefined);
    if (run === undefined) return answer(400, { __type: 'com.amazon.coral.service#UnknownOperationException' });
    operations.set(name, run);
    const request = jsonOrUndefined(body.toString('utf8'));
    if (request === undefined) return answer(400, { __type: 'com.amazon.coral.service#SerializationException' });
    try {
      answer(200, await run(store, request));
    } catch (error) {
      const refusal = Refusal.safeParse(error);
      if (!refusal.success) throw error;
      return answer(refusal.data.statusCode, refusal.data.body);
    }
    if (!ofRows.test(name)) return;
    const { TableName, RequestItems } = Write.parse(request);
    for (const table of [TableName ?? [], Object.keys(RequestItems)].flat()) written(table);
  };
}

/** Reads the definition of a table only once, and not for each call: no operation above changes it. */
function rememberTables(store: Store): void {
  const { getTable } = store;
  const active = new Map<string, unknown>();
  store.getTable = (name, ...rest) => {
    const [done] = rest;
    // With a second argument, tables that are being created are found, too.
    if (typeof done !== 'function') return getTable(name, ...rest);
    const known = active.get(name);
    if (known !== undefined) return done(null, known);
    getTable(name, (error, table) => {
      if (!error) active.set(name, table);
      done(error, table);
    });
  };
}
