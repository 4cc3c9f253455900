export const gidOf = (type: string, id: string): string => `gid://shopify/${type}/${id}`;

/** GraphQL's times: UTC, in whole seconds. */
export const dateTime = (atMs: number): string => `${new Date(atMs).toISOString().slice(0, 19)}Z`;
