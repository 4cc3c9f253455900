import { PutEventsCommand, type EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { ThankflowError } from '../errors.ts';
import type { OutgoingEvent } from '../order/outgoing-event.ts';

/** Delivers at least once: after a crash between publishing and recording it, the event is published again. */
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
