import type { SubscriberArgs, SubscriberConfig } from '@medusajs/framework';
import { sendToThankflow } from '../workflows/send-to-thankflow';

export default async function thankflow({ event, container }: SubscriberArgs<{ id: string }>): Promise<void> {
  await sendToThankflow(container).run({ input: { event: event.name, id: event.data.id } });
}

export const config: SubscriberConfig = {
  // Payments that are captured while the order is placed have no event of their own.
  event: ['order.placed', 'payment.captured', 'payment.refunded', 'order.canceled'],
};
