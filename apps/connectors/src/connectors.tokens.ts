/** The opened side (`openConnectorsSide`), for Nest's container. */
export const CONNECTORS_SIDE = Symbol('connectors side');
