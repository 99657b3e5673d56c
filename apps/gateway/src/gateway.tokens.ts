/** What the module hands to controllers, by name. */
export const GATEWAY_CORE = Symbol('GatewayCore');
export const UNIT_TREE = Symbol('UnitTree');
export const DIRECTORY = Symbol('Directory');
export const ROUTE_TABLE = Symbol('RouteTable');
export const LOG = Symbol('Log');
export const API_DOCUMENT = Symbol('ApiDocument');
export const LIMITS = Symbol('Limits');
export const INTAKE = Symbol('Intake');
export const OUTCOMES = Symbol('Outcomes');
export const CHECK_RULES = Symbol('CheckRules');
