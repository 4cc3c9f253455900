import type { TableModel } from '../../../local/template/model.ts';
import type { IndexDefinition, TableDefinition } from '../../../sim/aws/tables.ts';

const keySchema = (partition: string, sort?: string): TableModel['keySchema'] => [
  { AttributeName: partition, KeyType: 'HASH' },
  ...(sort === undefined ? [] : [{ AttributeName: sort, KeyType: 'RANGE' as const }]),
];

const indexOf = ({ name, partitionKey, sortKey, projection }: IndexDefinition) => ({
  IndexName: name,
  KeySchema: keySchema(partitionKey, sortKey?.name),
  Projection: { ProjectionType: projection },
});

/** A table of the simulator as CreateTable and CloudFormation have it. */
export const createdAs = ({ name, indexes }: TableDefinition): TableModel => ({
  name,
  keySchema: keySchema('pk', 'sk'),
  attributeDefinitions: [
    { name: 'pk', type: 'S' as const },
    { name: 'sk', type: 'S' as const },
    ...indexes.flatMap(({ partitionKey, sortKey }) => [
      { name: partitionKey, type: 'S' as const },
      ...(sortKey ? [sortKey] : []),
    ]),
  ].map((attribute) => ({ AttributeName: attribute.name, AttributeType: attribute.type })),
  globalSecondaryIndexes: indexes.map(indexOf),
});
