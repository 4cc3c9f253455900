/** A scope that a shop's programme needs. The consumer API, with receipts and gift cards, knows no scopes. */
interface NeededScope {
  scope: 'auth.create' | 'users.read';
  purpose: string;
  /** What happens without it. */
  without: string;
}

const createTokens: NeededScope = {
  scope: 'auth.create',
  purpose: "customers' tokens",
  without: 'Thanx issues no customer tokens, so no receipt or basket can be sent',
};
const findMembers: NeededScope = {
  scope: 'users.read',
  purpose: 'finding the member a basket belongs to',
  without: 'nobody knows which member a basket belongs to, so no basket can be sent',
};

/** Nothing is looked up or created for a shop whose points all go to one member, whose token it has. */
export function neededScopes({
  mode,
  fixedToken,
}: {
  mode?: 'receipts' | 'baskets';
  fixedToken?: boolean;
}): NeededScope[] {
  if (fixedToken === true) return [];
  return mode === 'baskets' ? [createTokens, findMembers] : [createTokens];
}

export const scopeMissing = ({ scope, without }: NeededScope): string =>
  `the scope ${scope} is missing: without it, ${without}. Ask Thanx for it (developer.support@thanx.com).`;
