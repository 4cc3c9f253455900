import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { dynamoDbModel } from '../../sim/aws/dynamodb.ts';
import { tablesOf } from '../../sim/aws/tables.ts';
import type { Tables } from './tables.ts';

const [ordersIndexes] = tablesOf('test').map(({ indexes }) => indexes);
const orders = ['orders', 'orders-table'].map((name) => ({ name, indexes: ordersIndexes! }));
const others = ['control', 'control-table', 'settings-table'].map((name) => ({ name, indexes: [] }));

const nowhere = new DynamoDBClient({
  region: 'eu-central-1',
  credentials: { accessKeyId: 'none', secretAccessKey: 'none' },
});

/**
 * Tables without a server: the simulator's model of DynamoDB, which test/sim/conformance compares with a real one.
 * @param before is called before each command, and may throw what DynamoDB would answer
 */
export function memoryTables(before: (command: unknown) => void = () => {}): Tables {
  const model = dynamoDbModel({ tables: [...orders, ...others], now: () => 0, indexLagMs: () => 0 });
  const send = async (command: unknown) => {
    before(command);
    return model.execute(command);
  };
  return {
    documents: Object.assign(DynamoDBDocumentClient.from(nowhere), { send }),
    orders: 'orders',
    control: 'control',
    all: async (table) => [...model.rows(table)].map((row) => structuredClone(row)),
    close: async () => {},
  };
}
