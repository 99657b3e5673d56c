/**
 * Transport ids: `@EventPattern<string>(topic, GATEWAY_BUS)` is bound to the gateway's server only, so that both sides can
 * live in one application. Registered symbols, since a transport id has to be the same however often this file is loaded.
 */
export const GATEWAY_BUS = Symbol.for('lienthong.bus.gateway');
export const CONNECTORS_BUS = Symbol.for('lienthong.bus.connectors');
