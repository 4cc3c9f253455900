import { eventName, eventTypes, type EventType } from '../../../lib/order/event-names.ts';
import { componentSchemas, schemaName, type JsonSchema } from './components.ts';
import { eventExamples } from './examples.ts';
import { eventWhen } from './events.ts';

const schemas = componentSchemas({ isOpen: true });

/** docs/events.md: each event with its fields, as tables. Unformatted. */
export function eventsPage(): string {
  const order = schemas['OrderStatus'];
  if (order === undefined) throw new Error('there is no schema OrderStatus');
  return `<!-- Written by \`npm run docs:openapi\`. Change the schemas in lib/order instead. -->

# Events

What thankflow tells your systems about orders, on the stage's event bus and as signed webhooks: the same events with the
same fields. [Order status and events](status-and-events.md#events) says how to get them and what you can rely on, and
explains the states and reasons. [openapi.json](openapi.json) contains the schemas.

On the bus, the event's name is the \`detail-type\` and its fields are in \`detail\`. In a webhook, they are \`type\` and
\`data\`. Fields with \`?\` are absent if they have no value. Accept fields and events that you don't know.

${table(
  ['on the bus', 'in webhooks and settings', 'when'],
  eventTypes.map((type) => [`[${type}](#${anchor(type)})`, code(eventName(type)), eventWhen[type]]),
)}

${eventTypes.map(section).join('\n\n')}

## The order

The fields of \`order\`: the same as in the status API and, except for what only the shop may see, in the thank-you page's
data.

${fieldsTable(order)}

## On the bus

\`\`\`json
${JSON.stringify(onTheBus, undefined, 2)}
\`\`\`
`;
}

const section = (type: EventType): string => `## ${type}

\`${eventName(type)}\`: ${eventWhen[type]}

${fieldsTable(schemaOf(type))}

As a webhook:

\`\`\`json
${JSON.stringify({ type: eventName(type), ...eventExamples[type] }, undefined, 2)}
\`\`\``;

const { timestamp, data } = eventExamples['Order Thanked'];
const onTheBus = {
  version: '0',
  id: '6a7e8feb-b491-4cf7-a9f1-bf3703467718',
  'detail-type': 'Order Thanked',
  source: 'thankflow',
  account: '111111111111',
  time: timestamp.replace(/\.\d+/, ''),
  region: 'eu-central-1',
  resources: [],
  detail: data,
};

function schemaOf(type: EventType): JsonSchema {
  const schema = schemas[schemaName(type)];
  if (schema === undefined) throw new Error(`there is no schema of ${type}`);
  return schema;
}

const anchor = (heading: string): string => heading.toLowerCase().replaceAll(' ', '-');
const code = (text: string): string => `\`${text}\``;

const table = (head: string[], rows: string[][]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

const fieldsTable = (schema: JsonSchema): string => table(['field', 'type', 'meaning'], rowsOf(schema, ''));

function rowsOf({ properties = {}, required = [] }: JsonSchema, base: string): string[][] {
  return Object.entries(properties).flatMap(([name, field]) => {
    if (typeof field === 'boolean') return [];
    const row = [`${code(base + name)}${required.includes(name) ? '' : '?'}`, typeOf(field), field.description ?? ''];
    return [row].concat(rowsOf(field, `${base}${name}.`));
  });
}

function typeOf({ $ref, type, enum: values, const: value, format }: JsonSchema): string {
  if ($ref !== undefined) return '[order](#the-order)';
  if (value !== undefined) return code(JSON.stringify(value));
  if (values !== undefined) return values.map((one) => code(String(one))).join(', ');
  return format === 'date-time' ? 'time (ISO 8601)' : String(type);
}
