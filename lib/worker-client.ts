/**
 * What the SDK clients of all functions but ingest (which is stricter) are made with. The SDK by itself waits for ever: one
 * lost answer would eat the function's time and its whole batch's, and leave a receipt that Thanx took `unknown`. Three
 * tries take 6 s at most.
 * @see https://docs.aws.amazon.com/sdk-for-javascript/v3/developer-guide/node-configuring-https.html
 */
export const workerClient = {
  maxAttempts: 3,
  requestHandler: { connectionTimeout: 1000, requestTimeout: 2000, throwOnRequestTimeout: true },
};
