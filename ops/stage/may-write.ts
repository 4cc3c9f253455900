import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { StageAws } from './aws.ts';

/** Whether the credentials may change the stage. Asks for a write that can't happen: only whoever may write learns so. */
export async function mayWrite({ documents, controlTable }: StageAws): Promise<boolean> {
  try {
    await documents.send(
      new UpdateCommand({
        TableName: controlTable,
        Key: { pk: 'console', sk: 'console' },
        UpdateExpression: 'SET version = :none',
        ConditionExpression: 'attribute_exists(pk) AND attribute_not_exists(pk)',
        ExpressionAttributeValues: { ':none': 0 },
      }),
    );
  } catch (error) {
    const name = error instanceof Error ? error.name : '';
    if (name === 'ConditionalCheckFailedException') return true;
    if (name === 'AccessDeniedException') return false;
    throw error;
  }
  return true;
}
