/** Why nothing can be changed on a console whose policy is there and cannot be read. */
export const POLICY_UNREAD =
  'What your IT department has set on this computer cannot be read. Until they mend it, this cannot be changed here.';
