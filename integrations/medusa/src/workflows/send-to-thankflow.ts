import type { RemoteQueryFunction } from '@medusajs/framework/types';
import { ContainerRegistrationKeys } from '@medusajs/framework/utils';
import { createStep, createWorkflow, StepResponse, WorkflowResponse } from '@medusajs/framework/workflows-sdk';
import { postToThankflow } from '../lib/post-to-thankflow';
import { eventOf, orderFields } from '../lib/thankflow-event';

interface Input {
  /** The name of the Medusa event. */
  event: string;
  /** The order's or the payment's ID. */
  id: string;
}

/** Each attempt reads the order again, so it sends what is true by then. After a day it gives up, whatever the answers were. */
const sendStep = createStep(
  { name: 'send-to-thankflow', maxRetries: 144, retryInterval: 600 },
  async (input: Input, { container }) => {
    const query = container.resolve(ContainerRegistrationKeys.QUERY);
    const id = await orderIdOf(input, query);
    // A filter that is undefined would match every order.
    if (!id) return new StepResponse('not of an order yet');
    const { data: orders } = await query.graph({ entity: 'order', fields: orderFields, filters: { id } });
    const event = eventOf(input.event, orders[0]);
    if (!event) return new StepResponse('nothing to send');
    await postToThankflow(event);
    return new StepResponse(event.id);
  },
);

async function orderIdOf({ event, id }: Input, query: Pick<RemoteQueryFunction, 'graph'>): Promise<string | undefined> {
  if (!event.startsWith('payment.')) return id;
  const fields = ['payment_collection.order.id'];
  const { data: payments } = await query.graph({ entity: 'payment', fields, filters: { id } });
  return payments[0]?.payment_collection?.order?.id;
}

export const sendToThankflow = createWorkflow(
  'send-to-thankflow',
  (input: Input) => new WorkflowResponse(sendStep(input)),
);
