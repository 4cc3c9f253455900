import { paginateQuery } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { controlKeys, TargetControl } from '../../lib/store/control.ts';
import { parseRow } from '../../lib/store/rows.ts';
import type { StageAws } from '../stage/aws.ts';

const Keyed = z.looseObject({ sk: z.string() });

/** A target that has failed at some time. */
export interface TargetState {
  target: string;
  control: TargetControl;
}

/** The control rows of a shop's targets, also of those that its settings no longer have. @throws `bad-row` if one can't be read */
export async function targetStates(
  { documents, controlTable }: Pick<StageAws, 'documents' | 'controlTable'>,
  shop: string,
): Promise<TargetState[]> {
  const { pk, sk: prefix } = controlKeys.target(shop, '');
  const query = {
    TableName: controlTable,
    ConsistentRead: true,
    KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
    ExpressionAttributeValues: { ':pk': pk, ':prefix': prefix },
  };
  const found: TargetState[] = [];
  for await (const { Items = [] } of paginateQuery({ client: documents }, query))
    for (const item of z.array(Keyed).parse(Items)) {
      const { state } = parseRow(TargetControl, { pk, sk: item.sk }, item);
      found.push({ target: item.sk.slice(prefix.length), control: state });
    }
  return found;
}
