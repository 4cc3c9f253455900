import { GetCommand, QueryCommand, type DynamoDBDocumentClient, type GetCommandInput } from '@aws-sdk/lib-dynamodb';
import { describe, expect, it } from 'vitest';
import { buildApp } from '../../infra/app.ts';
import { stages } from '../../infra/stages.ts';
import { watchScope } from '../../lib/circuit/watch.ts';
import { documentClient } from '../../lib/store/documents.ts';
import { orderTimes } from '../../lib/silence/order-times.ts';
import { followedReceipts } from '../../lib/store/followed.ts';
import { keys } from '../../lib/store/keys.ts';
import { orderStore } from '../../lib/store/orders.ts';
import {
  credentialControl,
  controlKeys,
  shopSecretsControl,
  shopControl,
  targetControl,
} from '../../lib/store/control.ts';
import { settingsStore } from '../../lib/shops/settings-store.ts';
import { publicKeyStore } from '../../lib/sealing/public-key-store.ts';
import { grantsRow } from '../../lib/permits/row.ts';
import { switchReconciliation } from '../../lib/reconcile/switch.ts';
import { comparedReader } from '../../lib/store/compared-reader.ts';
import { statusReader } from '../../lib/store/status-reader.ts';
import { thanksReader } from '../../lib/store/thanks-reader.ts';
import { accessKeyIdOf, iamGuard } from '../../local/iam/guard.ts';
import { readCloudAssembly } from '../../local/template/cloud-assembly.ts';
import { readStage } from '../../local/template/read.ts';
import { stubCode } from './support/synthesize.ts';

const account = { region: 'eu-central-1', accountId: '000000000000' };
const table = 'thankflow-local-orders';
const [settings, control] = ['thankflow-local-settings', 'thankflow-local-control'];
const assembly = buildApp({ stage: stages.local, codeDirectory: stubCode() }).synth();
const { functions, tables } = readStage(readCloudAssembly(assembly.directory), {
  ...account,
  sqsUrl: 'http://127.0.0.1',
  apiUrl: 'http://127.0.0.1',
});
const guard = iamGuard({ ...account, functions, tables, secretArn: () => undefined, onDenied: () => undefined });

/** Sends what `work` asks to a function's role, and nowhere else: whether it may do all of that. Every row is absent. */
async function isAllowed(
  work: (documents: DynamoDBDocumentClient) => Promise<unknown>,
  functionName = 'order-status',
): Promise<boolean> {
  const answers: boolean[] = [];
  const name = accessKeyIdOf(`thankflow-local-${functionName}`);
  const authorization = `AWS4-HMAC-SHA256 Credential=${name}/20260101/eu-central-1/dynamodb/aws4_request`;
  const requestHandler = {
    async handle({ headers, body }: { headers: Record<string, string>; body: string }) {
      const operation = headers['x-amz-target']?.split('.')[1] ?? '';
      answers.push(guard({ service: 'dynamodb', operation, path: '/', body }, authorization) === undefined);
      return { response: { statusCode: 200, headers: {}, body: Buffer.from('{}') } };
    },
  } as object;
  const credentials = { accessKeyId: 'x', secretAccessKey: 'x' };
  const documents = documentClient({ region: account.region, credentials, requestHandler });
  await work(documents);
  expect(answers).not.toEqual([]);
  return answers.every(Boolean);
}

describe("order-status' role, asked as AWS asks it", () => {
  const order = keys.thanku('my-shop', 'my-shop-1');

  it.each([
    ['an order', (reader: ReturnType<typeof statusReader>) => reader.order('my-shop', 'my-shop-1')],
    ['a receipt', (reader: ReturnType<typeof statusReader>) => reader.receipt('my-shop', 'my-shop-1')],
    ['gift cards', (reader: ReturnType<typeof statusReader>) => reader.giftCards('my-shop', 'my-shop-1')],
    ['an order by its number', (reader: ReturnType<typeof statusReader>) => reader.findByNumber('my-shop', '#1')],
  ])('allows what the function reads: %s', async (_what, read) => {
    expect(await isAllowed((documents) => read(statusReader(documents, table)))).toBe(true);
  });

  it.each<[string, Pick<GetCommandInput, 'Key' | 'ProjectionExpression'>]>([
    ['a payload', { Key: keys.payload('my-shop', 'my-shop-1') }],
    ['what a payload holds', { Key: keys.payload('my-shop', 'my-shop-1'), ProjectionExpression: '#order' }],
    ['the e-mail in a payload', { Key: keys.payload('my-shop', 'my-shop-1'), ProjectionExpression: 'receipt' }],
    ['a whole order', { Key: order }],
    ['what an order does not answer', { Key: order, ProjectionExpression: '#state, lastError' }],
    ['an erased customer', { Key: keys.erased('my-shop', 'hash'), ProjectionExpression: 'pk' }],
    ['a request for data', { Key: keys.exportRequest('my-shop', 'id'), ProjectionExpression: 'pk' }],
  ])('denies %s', async (_what, read) => {
    const names = { '#order': 'order', '#state': 'state' };
    const used = Object.entries(names).filter(([alias]) => read.ProjectionExpression?.includes(alias));
    const ExpressionAttributeNames = used.length > 0 ? Object.fromEntries(used) : undefined;
    const command = new GetCommand({ TableName: table, ...read, ExpressionAttributeNames });
    expect(await isAllowed((documents) => documents.send(command))).toBe(false);
  });

  it('denies a query of all rows of an order, and the reader that asks for whole rows', async () => {
    const all = new QueryCommand({
      TableName: table,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': order.pk },
    });
    expect(await isAllowed((documents) => documents.send(all))).toBe(false);
    expect(await isAllowed((documents) => orderStore(documents, table).thanku.get(order))).toBe(false);
  });
});

describe('the roles of the others, asked as AWS asks them', () => {
  const held = { hold: { reason: 'moved' as const, since: '2026-01-01T00:00:00.000Z' } };
  const at = '2026-01-01T00:00:00.000Z';
  const noNotices = { shop: 'my-shop', pid: 'my-shop-1', notices: [], deliveries: [], updatedAt: at };
  const braked = { by: 'ada', reason: 'x', since: '2026-01-01T00:00:00.000Z' };
  const readSettings = (documents: DynamoDBDocumentClient) => settingsStore(documents, settings).stored('my-shop');
  const holdShop = (documents: DynamoDBDocumentClient) =>
    shopControl(documents, control)('my-shop').change((shop) => ({ ...shop, thankuBrake: braked }));
  const hold = (credential: string) => (documents: DynamoDBDocumentClient) =>
    credentialControl(documents, control, credential).change(() => held);
  const holdToken = (documents: DynamoDBDocumentClient) =>
    shopSecretsControl(documents, control, 'main')('my-shop').change(() => held);
  const readThanks = (documents: DynamoDBDocumentClient) => thanksReader(documents, table)('my-shop', 'my-shop-1');
  const readStatus = (documents: DynamoDBDocumentClient) =>
    statusReader(documents, table).order('my-shop', 'my-shop-1');
  const compareOrder = (documents: DynamoDBDocumentClient) => comparedReader(documents, table)('my-shop', 'my-shop-1');
  const readOrder = (documents: DynamoDBDocumentClient) =>
    orderStore(documents, table).thanku.get(keys.thanku('my-shop', 'my-shop-1'));
  const switchOn = (documents: DynamoDBDocumentClient) =>
    switchReconciliation({ documents, ordersTable: table }, 'my-shop', true, 0);
  const changeOrder = (documents: DynamoDBDocumentClient) =>
    orderStore(documents, table).payload.delete(keys.payload('my-shop', 'my-shop-1'));
  const addNotices = (documents: DynamoDBDocumentClient) =>
    orderStore(documents, table).notices.insert(keys.notices('my-shop', 'my-shop-1'), noNotices);
  const holdTarget = (documents: DynamoDBDocumentClient) =>
    targetControl(documents, control)('my-shop', 'erp').change(() => held);
  const watchCircuit =
    (scope: { what: 'target'; target: string } | { what: 'thanku' }) => (documents: DynamoDBDocumentClient) =>
      watchScope(orderStore(documents, table).scopeWatches, { ...scope, shop: 'my-shop' }, 0);
  const readPermits = (documents: DynamoDBDocumentClient) =>
    grantsRow(documents, control, controlKeys.permits('main')).read();

  const newestOrder = (documents: DynamoDBDocumentClient) => orderTimes(documents, table).newest('my-shop');
  const sawOrders = (documents: DynamoDBDocumentClient) => orderTimes(documents, table).since('my-shop', 0);
  const listOrders = (documents: DynamoDBDocumentClient) =>
    documents.send(
      new QueryCommand({
        TableName: table,
        IndexName: 'by-shop',
        KeyConditionExpression: 'shop = :shop',
        ExpressionAttributeValues: { ':shop': 'my-shop' },
      }),
    );
  const findReceipts = (documents: DynamoDBDocumentClient) => followedReceipts(documents, table)('u1', 0, 1);
  const listShops = (documents: DynamoDBDocumentClient) => settingsStore(documents, settings).list();

  it.each([
    ['ingest', 'reads settings', readSettings, true],
    ['ingest', 'reads the key for gift cards', (d: DynamoDBDocumentClient) => publicKeyStore(d, settings).get(), true],
    ['handshake', 'reads settings', readSettings, true],
    ['handshake', 'reads an order', readOrder, false],
    ['order-status', 'reads settings', readSettings, true],
    ['thanks-page', 'reads settings', readSettings, true],
    ['thanks-page', "reads what an order's page shows", readThanks, true],
    ['thanks-page', 'reads what order-status reads', readStatus, false],
    ['reconcile', 'reads settings', readSettings, true],
    ['reconcile', 'compares an order', compareOrder, true],
    ['reconcile', 'reads a whole order', readOrder, false],
    ['reconcile', 'writes how far it is', switchOn, true],
    ['thank-customer', 'reads settings', readSettings, true],
    ['thank-customer', 'holds shops', holdShop, true],
    ['thank-customer', 'holds credentials', hold('main'), false],
    [
      'submit-to-thanx-main',
      'sees what holds shops',
      (d: DynamoDBDocumentClient) => shopControl(d, control)('s').get(),
      true,
    ],
    ['submit-to-thanx-main', 'holds shops', holdShop, false],
    ['submit-to-thanx-main', 'holds its credential', hold('main'), true],
    ['submit-to-thanx-main', 'holds another credential', hold('second'), false],
    ['submit-to-thanx-main', "holds a shop's fixed token", holdToken, true],
    ['submit-to-thanx-main', 'reads its permits', readPermits, true],
    ['submit-to-thanx-main', 'reads settings', readSettings, true],
    ['submit-to-thanx-main', "finds a member's receipts", findReceipts, true],
    ['housekeeping', "finds a member's receipts", findReceipts, false],
    ['receive-purchase', "finds a member's receipts", findReceipts, false],
    ['receive-purchase', 'reads an order', readOrder, false],
    ['reconcile', "sees when a shop's last order came", newestOrder, true],
    ['reconcile', "sees when a shop's orders came", sawOrders, true],
    ['reconcile', 'sees whole entries of the index', listOrders, false],
    ['reconcile', 'lists the shops', listShops, true],
    ['notify-shop', 'reads settings', readSettings, true],
    ['notify-shop', 'reads an order', readOrder, true],
    ['notify-shop', 'changes an order', changeOrder, false],
    ['notify-shop', 'adds notices', addNotices, true],
    ['notify-shop', 'sees what pauses a shop', (d: DynamoDBDocumentClient) => shopControl(d, control)('s').get(), true],
    ['notify-shop', 'holds a target', holdTarget, true],
    ['notify-shop', "has a target's circuit watched", watchCircuit({ what: 'target', target: 'erp' }), true],
    ['notify-shop', 'holds shops', holdShop, false],
    ['notify-shop', "has a shop's circuit watched", watchCircuit({ what: 'thanku' }), false],
    ['notify-shop', 'lists the shops', listShops, false],
    ['thank-customer', 'holds a target', holdTarget, false],
    ['housekeeping', "sees when a shop's last order came", newestOrder, false],
  ])('%s %s: %#', async (functionName, _what, work, may) => {
    expect(await isAllowed(work, functionName)).toBe(may);
  });
});
