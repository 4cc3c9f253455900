import { DeleteCommand, paginateQuery, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { keys } from './keys.ts';
import { putKey } from './rows.ts';

/** A ThankU whose public message may name a customer, with the customer's hash. */
export interface Named {
  hash: string;
  pid: string;
}

/** ThankUs that may name a customer, `customer#<shop>` / `named#<hash>#<pid>`, forever, like ThankU's pages. */
export interface NamedThankus {
  /** Idempotent. */
  put(shop: string, named: Named): Promise<void>;
  /** Yields those of a hash or, without `hash`, of all customers of the shop. Strongly consistent. */
  list(shop: string, hash?: string): AsyncIterable<Named>;
  delete(shop: string, named: Named): Promise<void>;
}

const Entry = z.object({ sk: z.string() });
const sortKey = /^named#([^#]+)#(.+)$/;

export function namedThankus(documents: DynamoDBDocumentClient, table: string): NamedThankus {
  return {
    async put(shop, { hash, pid }) {
      await putKey(documents, table, keys.named(shop, hash, pid));
    },
    async *list(shop, hash) {
      const { pk, sk } = keys.named(shop, hash ?? '', '');
      const prefix = hash === undefined ? sk.slice(0, sk.indexOf('#') + 1) : sk;
      const query = {
        TableName: table,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
        ExpressionAttributeValues: { ':pk': pk, ':prefix': prefix },
        ConsistentRead: true,
      };
      for await (const { Items = [] } of paginateQuery({ client: documents }, query)) {
        for (const entry of z.array(Entry).parse(Items)) {
          const [, found, pid] = sortKey.exec(entry.sk) ?? [];
          if (found !== undefined && pid !== undefined) yield { hash: found, pid };
        }
      }
    },
    async delete(shop, { hash, pid }) {
      await documents.send(new DeleteCommand({ TableName: table, Key: keys.named(shop, hash, pid) }));
    },
  };
}
