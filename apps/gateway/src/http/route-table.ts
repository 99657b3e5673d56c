interface Route {
  readonly pattern: RegExp;
  readonly methods: Set<string>;
}

/** The routes as they were registered: tells a wrong method (405) from a wrong address (404). */
export class RouteTable {
  private readonly routes = new Map<string, Route>();

  add(url: string, methods: readonly string[]): void {
    const route = this.routes.get(url) ?? { pattern: patternOf(url), methods: new Set<string>() };
    for (const method of methods) route.methods.add(method.toUpperCase());
    this.routes.set(url, route);
  }

  /** Methods that this path would take, sorted; empty when it is nobody's. */
  allowed(path: string): string[] {
    const found = [...this.routes.values()].filter(({ pattern }) => pattern.test(path));
    return [...new Set(found.flatMap(({ methods }) => [...methods]))].sort();
  }
}

const patternOf = (url: string): RegExp => {
  const escaped = url.replace(/[.+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${escaped.replace(/:[A-Za-z]+/g, '[^/]+').replace(/\*/g, '.*')}$`);
};
