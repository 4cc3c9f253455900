import { paginateQuery, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { rows } from '../store/rows.ts';
import { storedSettings, type StoredSettings } from './settings-store.ts';
import { revisionPrefix, settingsKeys, SettingsRow } from './stored-settings.ts';

/** A shop's settings as they were applied, newest first, those in effect included. Readable or not. */
export async function* revisionsOf(
  documents: DynamoDBDocumentClient,
  table: string,
  shop: string,
): AsyncIterable<StoredSettings> {
  const query = {
    TableName: table,
    KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
    ExpressionAttributeValues: { ':pk': settingsKeys.current(shop).pk, ':prefix': revisionPrefix },
    ConsistentRead: true,
    ScanIndexForward: false,
  };
  for await (const { Items = [] } of paginateQuery({ client: documents }, query)) {
    for (const item of Items) yield storedSettings(shop, SettingsRow.parse(item));
  }
}

/** One revision of a shop's settings. `undefined`: the shop has no revision with this number. */
export async function revisionOf(
  documents: DynamoDBDocumentClient,
  table: string,
  shop: string,
  revision: number,
): Promise<StoredSettings | undefined> {
  const row = await rows(documents, table, SettingsRow).get(settingsKeys.revision(shop, revision));
  return row && storedSettings(shop, row);
}
