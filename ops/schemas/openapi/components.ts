import * as z from 'zod';
import { StatusAnswer, statusErrors } from '../../../functions/order-status/answer.ts';
import { Content } from '../../../functions/thanks-page/content.ts';
import { CustomerOrder } from '../../../functions/thanks-page/order.ts';
import { eventName, eventTypes, type EventType } from '../../../lib/order/event-names.ts';
import { OrderStatus } from '../../../lib/order/order-status.ts';
import { Instant } from '../../../lib/order/order.ts';
import { outgoingEvents } from '../../../lib/order/outgoing-event.ts';

/** The name of an event's schema: `OrderThanked`. */
export const schemaName = (type: EventType): string => type.replaceAll(' ', '');

/** The body of an event's webhook, as Standard Webhooks recommends it. */
const webhookBodyOf = (type: EventType) =>
  z.strictObject({
    type: z.literal(eventName(type)),
    timestamp: Instant.describe('When it happened'),
    data: outgoingEvents[type],
  });

const message = z.string().describe('For the person who reads your log');

const StatusErrorAnswer = z.strictObject({
  error: z.enum(Object.keys(statusErrors)).describe('What is wrong. Codes may be added'),
  message,
});

/** API Gateway's own answers, which have no `error`. */
const GatewayError = z.strictObject({ message });

const schemas = z.registry<{ id: string }>();
schemas.add(OrderStatus, { id: 'OrderStatus' });
schemas.add(StatusAnswer, { id: 'StatusAnswer' });
schemas.add(CustomerOrder, { id: 'CustomerOrder' });
schemas.add(Content, { id: 'PageContent' });
schemas.add(StatusErrorAnswer, { id: 'StatusError' });
schemas.add(GatewayError, { id: 'GatewayError' });
for (const type of eventTypes) {
  schemas.add(outgoingEvents[type], { id: schemaName(type) });
  schemas.add(webhookBodyOf(type), { id: `${schemaName(type)}Webhook` });
}

export type JsonSchema = z.core.JSONSchema.BaseSchema;
const pathOf = (id: string) => `#/components/schemas/${id}`;
export const ref = (id: string): { $ref: string } => ({ $ref: pathOf(id) });

/**
 * The schemas of everything that thankflow answers and sends.
 * @param isOpen whether they allow fields that they don't name. Readers must: fields may be added. Tests don't, so that no field is undocumented
 */
export function componentSchemas({ isOpen }: { isOpen: boolean }): Record<string, JsonSchema> {
  const { schemas: written } = z.toJSONSchema(schemas, {
    uri: pathOf,
    override: ({ jsonSchema }) => {
      if (isOpen) delete jsonSchema.additionalProperties;
      // Their pattern says the same as their format, at length.
      if (jsonSchema.format !== undefined) delete jsonSchema.pattern;
      if (jsonSchema.type === 'integer') {
        delete jsonSchema.minimum;
        delete jsonSchema.maximum;
      }
    },
  });
  for (const schema of Object.values(written)) {
    // Within an OpenAPI document, a schema is found by its place.
    delete schema.$schema;
    delete schema.$id;
  }
  return written;
}
