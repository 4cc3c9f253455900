import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { paginateScan } from '@aws-sdk/lib-dynamodb';
import type { FlowStack } from './flow-stack.ts';

/** A text in clear, and as it stands in base64 at each of the three places it can begin at. */
const disguises = (text: string): string[] => [
  text,
  ...[0, 1, 2].map((before) => {
    const encoded = Buffer.from('\0'.repeat(before) + text).toString('base64');
    // Without the letters at either end that depend on what stands beside it.
    return encoded.slice(Math.ceil((before * 8) / 6), Math.floor(((before + text.length) * 8) / 6));
  }),
];

/**
 * Where in everything that a stack wrote any of these texts stands: every file of its folder as bytes (logs, tables, queues,
 * objects, secrets, events, the sandboxes' books), every row, every message that waits.
 */
export async function whereabouts(stack: FlowStack, texts: readonly string[]): Promise<string[]> {
  const needles = texts.flatMap(disguises);
  const places: string[] = [];
  const look = (place: string, bytes: Buffer) => {
    if (needles.some((needle) => bytes.includes(needle))) places.push(place);
  };
  for (const entry of await readdir(stack.localDir, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile()) look(path.slice(stack.localDir.length + 1), await readFile(path));
  }
  const { tables, queues } = stack.endpoints();
  for (const TableName of tables) {
    for await (const { Items = [] } of paginateScan({ client: stack.documents }, { TableName, ConsistentRead: true }))
      for (const item of Items) look(`${TableName} ${item['pk']} ${item['sk']}`, Buffer.from(JSON.stringify(item)));
  }
  for (const [name, QueueUrl] of Object.entries(queues)) {
    const { Messages = [] } = await stack.sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 0 }),
    );
    for (const message of Messages) look(name, Buffer.from(JSON.stringify(message)));
  }
  look('events', Buffer.from(JSON.stringify(await stack.publishedEvents())));
  return places;
}
