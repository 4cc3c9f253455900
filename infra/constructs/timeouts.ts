import { Duration } from 'aws-cdk-lib';

/** How long each function may run. At most 60 s, so that a frozen or killed worker's order is free again soon. */
export const timeouts = {
  /** Platforms wait less (Wix 1.25 s); ingest itself gives up after 1 s, and a cold start comes on top. */
  ingest: Duration.seconds(5),
  thankCustomer: Duration.seconds(30),
  submitToThanx: Duration.seconds(60),
  /** Ends before the next run is due. */
  housekeeping: Duration.seconds(50),
  orderStatus: Duration.seconds(5),
};
