import { eventExamples } from './examples.ts';

const header = (name: string, description: string, example: string) => ({
  name,
  in: 'header',
  required: true,
  description,
  schema: { type: 'string' },
  example,
});

/** The parameters of requests, and the headers of webhooks. */
export const parameters = {
  shop: {
    name: 'shop',
    in: 'path',
    required: true,
    description: "The shop's ID in thankflow",
    schema: { type: 'string' },
    example: 'my-shop',
  },
  id: {
    name: 'id',
    in: 'query',
    required: true,
    description: "The platform's order ID, or the number that people use: `1001` finds `#1001` too",
    schema: { type: 'string' },
    example: '1001',
  },
  orderId: {
    name: 'orderId',
    in: 'path',
    required: true,
    description: "As `id`. IDs with a slash don't work here, because API Gateway decodes the path",
    schema: { type: 'string' },
    example: '1001',
  },
  o: {
    name: 'o',
    in: 'query',
    required: true,
    description: "The platform's order ID",
    schema: { type: 'string' },
    example: '820982911946154508',
  },
  k: {
    name: 'k',
    in: 'query',
    required: true,
    description: 'The proof that the shop made the link: docs/give-the-link.md',
    schema: { type: 'string', pattern: '^[0-9a-f]{32}$' },
    example: '5f2b7a0c9d1e4638a7b6c5d4e3f20198',
  },
  'webhook-id': header(
    'webhook-id',
    "The event's ID, the same for each attempt: `data.eventId`",
    eventExamples['Order Thanked'].data.eventId,
  ),
  'webhook-timestamp': header('webhook-timestamp', 'When this attempt was sent: seconds since 1970', '1769860809'),
  'webhook-signature': header(
    'webhook-signature',
    'Signatures by the valid secrets, separated by spaces: `v1,` and Base64 of the HMAC-SHA256 of `{webhook-id}.{webhook-timestamp}.{body}`',
    'v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=',
  ),
};
