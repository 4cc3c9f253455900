import { statusErrors } from '../../../functions/order-status/answer.ts';
import { eventName, eventTypes, type EventType } from '../../../lib/order/event-names.ts';
import { componentSchemas, ref, schemaName } from './components.ts';
import { errorMessages, eventExamples, pageExamples, statusExamples } from './examples.ts';
import { eventWhen } from './events.ts';
import { parameters } from './parameters.ts';

/** A version of the API, not of thankflow: fields may be added, so it stays. */
const apiVersion = '1';

const examplesOf = (values: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, { value }]));

const json = (schema: string, examples: Record<string, unknown>) => ({
  'application/json': { schema: ref(schema), examples: examplesOf(examples) },
});

const errorMeanings = {
  'no-id': "The request doesn't name an order",
  unauthorized: "The key is missing or wrong, or there is no such shop. Don't retry",
  'not-found':
    "thankflow hasn't received this order as paid (yet). Right after the payment, ask again in a few seconds",
  ambiguous: "Several orders have this number. Ask with the platform's order ID",
} as const;

const gatewayErrors = {
  '429': { $ref: '#/components/responses/TooManyRequests' },
  '500': { $ref: '#/components/responses/Failed' },
  '503': { $ref: '#/components/responses/Failed' },
  '504': { $ref: '#/components/responses/Failed' },
};

const parameter = (name: keyof typeof parameters) => ({ $ref: `#/components/parameters/${name}` });

const orderOperation = (operationId: string, asked: object[], errors: (keyof typeof statusErrors)[]) => ({
  operationId,
  summary: 'Where an order stands',
  description: 'Poll at most every few seconds for one order, and stop at a final state: posted, simulated or skipped.',
  tags: ['Status'],
  security: [{ statusKey: [] }],
  parameters: asked,
  responses: {
    '200': { description: 'Where the order stands', content: json('StatusAnswer', statusExamples) },
    ...Object.fromEntries(
      errors.map((error) => [
        String(statusErrors[error]),
        {
          description: errorMeanings[error],
          content: json('StatusError', { [error]: { error, message: errorMessages[error] } }),
        },
      ]),
    ),
    ...gatewayErrors,
  },
});

const html = { 'text/html': { schema: { type: 'string' } } };
const pageAnswer = (description: string, states: (keyof typeof pageExamples)[]) => ({
  description,
  content: {
    ...json('PageContent', Object.fromEntries(states.map((state) => [state, pageExamples[state]]))),
    ...html,
  },
});

const pageOperation = {
  operationId: 'getThanksPage',
  summary: "An order's thank-you page, or its content as data",
  description:
    'With `Accept: application/json`, the answer is data. Reading changes nothing. `HEAD` answers with the same status and headers.',
  tags: ['Thank-you page'],
  security: [],
  parameters: [parameter('shop'), parameter('o'), parameter('k')],
  responses: {
    '200': pageAnswer('What the customer sees. An order that thankflow has not received yet is `waiting`', [
      'thanked',
      'waiting',
    ]),
    '404': pageAnswer('The link belongs to no order of this shop: something in it is wrong', ['unknown']),
    '503': pageAnswer("thankflow couldn't read the order. Ask again in a minute", ['unavailable']),
    '429': gatewayErrors['429'],
    '500': gatewayErrors['500'],
    '504': gatewayErrors['504'],
  },
};

const stopped = 'The target is stopped: its webhooks wait, and one is tried every 15 minutes until the answer is 2XX';

const webhook = (type: EventType) => ({
  post: {
    operationId: `on${schemaName(type)}`,
    summary: type,
    description: eventWhen[type],
    tags: ['Webhooks'],
    security: [],
    parameters: [parameter('webhook-id'), parameter('webhook-timestamp'), parameter('webhook-signature')],
    requestBody: {
      required: true,
      content: json(`${schemaName(type)}Webhook`, {
        [eventName(type)]: { type: eventName(type), ...eventExamples[type] },
      }),
    },
    responses: {
      '2XX': { description: 'You have the event. The body is ignored' },
      '301': { description: stopped },
      '308': { description: stopped },
      '410': { description: stopped },
      default: {
        description:
          'Sent again with increasing waits for about three days, with the same `webhook-id`. A `Retry-After` of up to a day is obeyed. A redirect is not followed. After ten failures in a row, the target is stopped',
      },
    },
  },
});

/** docs/openapi.json. @param isOpen see `componentSchemas` */
export const openApiDocument = ({ isOpen } = { isOpen: true }) => ({
  openapi: '3.1.1',
  info: {
    title: 'thankflow',
    version: apiVersion,
    summary: 'Where orders stand, and what happens to them',
    description:
      "Generated from the code's own schemas. Nothing here contains personal data. Fields, events and codes may be added: accept those that you don't know.",
    license: { name: 'MIT', identifier: 'MIT' },
  },
  servers: [
    {
      url: 'https://{api}',
      description: "Your stage's API",
      variables: { api: { default: 'api.example.com', description: "The host in the shops' webhook URLs" } },
    },
  ],
  tags: [
    { name: 'Status', description: "For the shop's servers" },
    { name: 'Thank-you page', description: "For customers and the shop's pages" },
    { name: 'Webhooks', description: 'Sent to the targets in the settings, signed as Standard Webhooks says' },
  ],
  paths: {
    '/orders/{shop}': {
      get: orderOperation(
        'getOrder',
        [parameter('shop'), parameter('id')],
        ['no-id', 'unauthorized', 'not-found', 'ambiguous'],
      ),
    },
    '/orders/{shop}/{orderId}': {
      get: orderOperation(
        'getOrderByPath',
        [parameter('shop'), parameter('orderId')],
        ['unauthorized', 'not-found', 'ambiguous'],
      ),
    },
    '/t/{shop}': { get: pageOperation },
  },
  webhooks: Object.fromEntries(eventTypes.map((type) => [eventName(type), webhook(type)])),
  components: {
    schemas: componentSchemas({ isOpen }),
    responses: {
      TooManyRequests: {
        description: 'Too many requests. Retry with increasing waits',
        content: json('GatewayError', { tooMany: { message: 'Too Many Requests' } }),
      },
      Failed: {
        description: 'The function is busy or failed. Retry with increasing waits',
        content: json('GatewayError', { failed: { message: 'Internal Server Error' } }),
      },
    },
    parameters,
    securitySchemes: {
      statusKey: {
        type: 'http',
        scheme: 'bearer',
        description: "The shop's status key: `./thankflow shops status-key`. Keep it on a server",
      },
    },
  },
});
