import type { Reply } from '../../partners/reply.ts';

/** An error as Commerce's REST API writes it. @see https://developer.adobe.com/commerce/webapi/get-started/gs-web-api-response/ */
export const apiError = (status: number, message: string, parameters?: object): Reply => ({
  status,
  body: { message, ...(parameters !== undefined && { parameters }) },
});

export const noSuchOrder: Reply = apiError(
  404,
  "The entity that was requested doesn't exist. Verify the entity and try again.",
);

export const noRoute: Reply = apiError(404, 'Request does not match any route.');

export const notAuthorized: Reply = apiError(401, "The consumer isn't authorized to access %resources.", {
  resources: 'Magento_Sales::actions_view',
});
