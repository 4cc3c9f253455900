import { PutEventsCommand, type EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { ThankflowError } from '../errors.ts';

/** What thankflow tells the shop's other systems, on the stage's event bus. Nothing personal, but ids and links. */
export interface OutgoingEvent {
  type: 'Order Thanked' | 'Order Failed' | 'Order Reversed' | 'Receipt Settled';
  detail: { shop: string; orderId: string; number?: string | undefined; pid: string } & Record<string, unknown>;
}

/** Delivered at least once: a crash between publishing and noting it publishes again. */
export type Publish = (event: OutgoingEvent) => Promise<void>;

export const publisher =
  (events: EventBridgeClient, bus: string): Publish =>
  async ({ type, detail }) => {
    const { Entries: [entry] = [] } = await events.send(
      new PutEventsCommand({
        Entries: [{ EventBusName: bus, Source: 'thankflow', DetailType: type, Detail: JSON.stringify(detail) }],
      }),
    );
    if (entry?.ErrorCode) throw new ThankflowError('unavailable', `EventBridge refused an event: ${entry.ErrorCode}`);
  };
