/**
 * The settings of the workers' SDK clients; ingest has stricter ones. Without them the SDK waits forever: one lost answer would use up the
 * invocation's time, and leave a receipt that Thanx has in state `unknown`. Three tries take at most 6 s.
 * @see https://docs.aws.amazon.com/sdk-for-javascript/v3/developer-guide/node-configuring-https.html
 */
export const workerClient = {
  maxAttempts: 3,
  requestHandler: { connectionTimeout: 1000, requestTimeout: 2000, throwOnRequestTimeout: true },
};
