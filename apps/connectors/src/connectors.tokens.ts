/** The opened side (`openConnectorsSide`), for Nest's container. */
export const CONNECTORS_SIDE = Symbol('connectors side');
/** Partners' requests ({@link Callbacks}), for Nest's container. */
export const CALLBACKS = Symbol('callbacks');
export const FILE_LINKS = Symbol('FILE_LINKS');
