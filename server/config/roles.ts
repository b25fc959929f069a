/** What one gateway process may do. With all of them it is a whole Wardline. */
export const GATEWAY_ROLES = ['api', 'realtime', 'relay', 'intake', 'clock'] as const;
export type GatewayRole = (typeof GATEWAY_ROLES)[number];
